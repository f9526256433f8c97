package import ToolRouter

/// When a stage of the live router decided about a request, so that replay can honour the order of concurrent decisions.
package struct RecordedDecision: Hashable, Sendable {
    /// What was decided, in the word of `DecisionPoint.Kind`; another word is one of a later version, and is in no order.
    package var stage: String
    /// The candidate whose call it is about; nil for all others.
    package var candidate: PlannerName?
    /// Microseconds from the recording's epoch; never negative.
    package var atMicroseconds: Int64
    /// The place among all decisions of the recording; never negative.
    package var sequence: Int64

    package init(stage: String, candidate: PlannerName? = nil, atMicroseconds: Int64, sequence: Int64) {
        self.stage = stage
        self.candidate = candidate
        self.atMicroseconds = atMicroseconds
        self.sequence = sequence
    }

    func write(to writer: inout JSONWriter) {
        writer.member("stage", stage)
        writer.optionalMember("candidate", candidate?.text)
        writer.member("at_us", atMicroseconds)
        writer.member("seq", sequence)
    }
}

extension RecordedDecision: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["stage", "candidate", "at_us", "seq"])
        stage = try object.name("stage")
        candidate = try object.optionalName("candidate").map { PlannerName($0) }
        atMicroseconds = try object.integer("at_us", in: Microseconds.range)
        sequence = try object.integer("seq", in: 0...Int64.max)
    }
}
