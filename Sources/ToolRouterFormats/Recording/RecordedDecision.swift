import ToolRouter

/// When a stage of the live router decided about a request, so that replay can honour the order of concurrent decisions.
package struct RecordedDecision: Hashable, Sendable {
    /// The stage, by the name it has in events.
    package var stage: String
    /// Microseconds from the recording's epoch; never negative.
    package var atMicroseconds: Int64
    /// The place among all decisions of the recording; never negative.
    package var sequence: Int64

    package init(stage: String, atMicroseconds: Int64, sequence: Int64) {
        self.stage = stage
        self.atMicroseconds = atMicroseconds
        self.sequence = sequence
    }

    func write(to writer: inout JSONWriter) {
        writer.member("stage", stage)
        writer.member("at_us", atMicroseconds)
        writer.member("seq", sequence)
    }
}

extension RecordedDecision: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["stage", "at_us", "seq"])
        stage = try object.name("stage")
        atMicroseconds = try object.integer("at_us", in: Microseconds.range)
        sequence = try object.integer("seq", in: 0...Int64.max)
    }
}
