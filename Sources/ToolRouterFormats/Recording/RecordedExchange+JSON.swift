package import ToolRouter

extension RecordedExchange {
    /// The exchange as its line, without line end; what is absent, empty or false is left out.
    ///
    /// - Parameter convention: what the header says of how tokens are counted.
    package func json(under convention: UsageConvention) -> String {
        var writer = JSONWriter()
        write(to: &writer, under: convention)
        return writer.text
    }

    /// Writes the exchange as an object; one without content leaves stand-ins out.
    package func write(to writer: inout JSONWriter, under convention: UsageConvention) {
        writer.object { line in
            line.member("id", id.text)
            line.member("at_us", atMicroseconds)
            line.member("caller", object: { caller.write(to: &$0) })
            if content == .all || question != ContentStandIn.question(of: id) {
                line.member("question", question)
            }
            line.optionalMember("database", database?.text)
            if bypassCache { line.member("bypass_cache", true) }
            if let plan { line.member("plan", object: { plan.write(to: &$0) }) }
            line.optionalMember("deadline_us", deadline)
            line.optionalMember("hangs_up_after_us", hangsUpAfter)
            line.optionalMember("planner", planner) { $0.write(to: &$1, under: convention, content) }
            line.optionalMember("shadow", shadow) { $0.write(to: &$1, under: convention, content) }
            line.optionalMember("tools", tools) { $0.write(to: &$1) }
            if let expected { line.member("expected", object: { expected.write(to: &$0) }) }
            line.optionalMember("decisions", decisions) { $0.write(to: &$1) }
            if let answered {
                line.key("answered")
                answered.write(to: &line)
            }
        }
    }
}

extension RecordedExchange {
    private static let fields: [FieldName] = [
        "id", "at_us", "caller", "question", "database", "bypass_cache", "plan", "deadline_us", "hangs_up_after_us",
        "planner", "shadow", "tools", "expected", "decisions", "answered",
    ]

    /// Reads an exchange.
    ///
    /// - Parameters:
    ///   - convention: how its providers count tokens, by the header.
    ///   - content: how much of what was said there is, by the header.
    package init(
        _ json: JSONValue, countedBy convention: UsageConvention, holding content: RecordedContent = .all
    ) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: Self.fields)
        func attempts(_ json: JSONValue) throws(FileError.Reason) -> [RecordedAttempt] {
            try json.list { json throws(FileError.Reason) in
                try RecordedAttempt(json, countedBy: convention, holding: content)
            }
        }
        func candidates(_ json: JSONValue) throws(FileError.Reason) -> [RecordedAttempt] {
            try json.list { json throws(FileError.Reason) in
                try RecordedAttempt(json, countedBy: convention, holding: content, ofCandidate: true)
            }
        }
        let id = RequestID(try object.name("id"))
        self.init(
            id: id,
            atMicroseconds: try object.integer("at_us", in: Microseconds.range),
            caller: try object.value("caller", as: RecordedCaller.self),
            question: content == .all
                ? try object.text("question") : try object.optionalText("question") ?? ContentStandIn.question(of: id),
            database: try object.optionalText("database").map { DatabaseName($0) },
            bypassCache: try object.flag("bypass_cache"),
            plan: try object.optional("plan", as: RecordedPlan.self),
            deadline: try object.optionalDuration("deadline_us"),
            hangsUpAfter: try object.optionalDuration("hangs_up_after_us"),
            planner: try object.optional("planner", attempts) ?? [],
            shadow: try object.optional("shadow") { json throws(FileError.Reason) in
                Self.byPlanner(try json.dictionary(candidates))
            } ?? [:],
            tools: try object.optional("tools", as: ByTool.self)?.calls ?? [:],
            expected: try object.optional("expected", as: ExpectedAnswer.self),
            decisions: try object.optional("decisions", as: [RecordedDecision].self) ?? [],
            answered: try object.optional("answered", as: AnswerRecord.self))
        self.content = content
        if content == .none { putReplies() }
    }

    private static func byPlanner(_ attempts: [String: [RecordedAttempt]]) -> [PlannerName: [RecordedAttempt]] {
        Dictionary(uniqueKeysWithValues: attempts.map { (PlannerName($0.key), $0.value) })
    }
}

/// The member `tools`: the tools' names are known.
private struct ByTool: JSONReadable {
    let calls: [ToolName: [RecordedToolCall]]

    init(_ json: JSONValue) throws(FileError.Reason) {
        let names: [FieldName] = ["docs", "rest", "sql"]
        let object = try StrictObject(json, fields: names)
        var calls = [ToolName: [RecordedToolCall]]()
        for name in names {
            calls[ToolName(name.description)] = try object.optional(name, as: [RecordedToolCall].self)
        }
        self.calls = calls
    }
}

extension JSONWriter {
    /// Writes a list of objects unless it is empty.
    fileprivate mutating func optionalMember<Element>(
        _ name: String, _ list: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) {
        if list.isEmpty { return }
        member(
            name,
            array: { array in
                for element in list { array.object { write(element, &$0) } }
            })
    }

    /// Writes lists of objects by name, sorted, unless there is none.
    fileprivate mutating func optionalMember<Name: Identifier, Element>(
        _ name: String, _ lists: [Name: [Element]], _ write: (Element, inout JSONWriter) -> Void
    ) {
        if lists.isEmpty { return }
        member(
            name,
            object: { object in
                for (name, list) in lists.sorted(by: { $0.key < $1.key }) {
                    object.member(
                        name.text,
                        array: { array in
                            for element in list { array.object { write(element, &$0) } }
                        })
                }
            })
    }
}
