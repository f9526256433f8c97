package import ToolRouter
package import ToolRouterFormats

extension ScheduleResult: JSONReadable {
    private static let fields: [FieldName] = ["seed", "requests", "events", "happenings", "faults", "failures"]

    /// Writes the result as a worker tells it.
    package func write(to writer: inout JSONWriter) {
        writer.object { line in
            line.member("seed", seed)
            line.member("requests", requests)
            line.member("events", events)
            line.member("happenings", happenings.rawValue)
            line.member(
                "faults",
                array: { list in
                    for fault in faults { fault.write(to: &list) }
                })
            line.member(
                "failures",
                array: { list in
                    for failure in failures { failure.write(to: &list) }
                })
        }
    }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: Self.fields)
        self.init(
            seed: try object.value("seed", as: UInt64.self),
            requests: Int(try object.value("requests", as: Int64.self)))
        events = Int(try object.value("events", as: Int64.self))
        happenings = HappeningSet(rawValue: try object.value("happenings", as: UInt64.self))
        faults = try object.value("faults", as: [InjectedCount].self)
        failures = try object.value("failures", as: [ScheduleOutcome.Failure].self)
    }
}

extension InjectedCount: JSONReadable {
    private static let fields: [FieldName] = ["target", "kind", "wanted", "injected"]

    package func write(to writer: inout JSONWriter) {
        writer.object { line in
            line.member("target", target)
            line.member("kind", kind)
            line.member("wanted", wanted)
            line.member("injected", injected)
        }
    }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: Self.fields)
        self.init(
            target: try object.text("target"), kind: try object.text("kind"),
            wanted: Int(try object.value("wanted", as: Int64.self)),
            injected: Int(try object.value("injected", as: Int64.self)))
    }
}

extension ScheduleOutcome.Failure: JSONReadable {
    private static let fields: [FieldName] = ["symptom", "request", "at_ns", "words"]

    func write(to writer: inout JSONWriter) {
        writer.object { line in
            line.member("symptom", symptom.text)
            line.member("request", request?.text)
            line.member("at_ns", at.map { "\($0.wholeNanoseconds)" })
            line.member("words", words)
        }
    }

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: Self.fields)
        let text = try object.text("symptom")
        guard let symptom = Symptom(text) else {
            throw FileError.Reason(
                field: "symptom", found: Excerpt.of(text), expected: "a symptom", remedy: "correct the value")
        }
        self.init(
            symptom: symptom, request: try object.optionalText("request").map { RequestID($0) },
            at: try object.optionalText("at_ns").flatMap { Int64($0) }.map { .nanoseconds($0) },
            words: try object.text("words"))
    }
}
