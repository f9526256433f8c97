/// Reads a plan from the raw text of a model's reply.
///
/// A reply is one JSON object, text in the language of one of the tools, or exactly one Markdown fence with either in it.
/// What else models write, around a plan or instead of one, is named, and let in only by `ReplyRules`. Nothing is repaired,
/// since a repaired reply hides that the planner is getting worse. What the plan would do is for the guard to judge.
public struct PlanDecoder: Sendable {
    /// The longest reply that is read, in UTF-8 bytes.
    public static let maximumReply = 1_000_000

    /// The labels that a plan for any tool may have.
    private static let labels = ["Answer", "Final Answer", "Output", "Response", "Query", "Plan", "JSON"]

    let rules: ReplyRules
    private let syntaxes: [any PlanSyntax]
    private let labels: ReplyLabels

    /// - Parameters:
    ///   - syntaxes: those of the tools that plans may be for; where several take a reply that names no tool for their own,
    ///     the first has it.
    ///   - rules: what is let in of that which models write around plans, and instead of them.
    public init(_ syntaxes: [any PlanSyntax], _ rules: ReplyRules = ReplyRules()) {
        self.syntaxes = syntaxes
        self.rules = rules
        labels = ReplyLabels(Self.labels + syntaxes.flatMap(\.labels))
    }

    /// The plan in `text`, or why there is none. Text in the language of a tool is a plan by the looks of it.
    public func decode(_ text: String) -> Result<Plan, PlanDecodingFailure> {
        read(text).flatMap { $0.admitted(by: rules) }
    }

    /// The plan in `text`, be it let in or not, or why there is none.
    func read(_ text: String) -> Result<PlanReading, PlanDecodingFailure> {
        do throws(PlanDecodingFailure) {
            return .success(try reading(of: Array(text.utf8)))
        } catch {
            return .failure(error)
        }
    }

    /// Text that is no plan.
    var prose: PlanDecodingFailure {
        .proseReply(expected: (["a JSON object"] + syntaxes.compactMap(\.textForm)).joined(separator: " or "))
    }

    private func reading(of reply: [UInt8]) throws(PlanDecodingFailure) -> PlanReading {
        guard reply.count <= Self.maximumReply else {
            throw .malformedPlan(offset: Self.maximumReply, expected: "at most \(Self.maximumReply) bytes")
        }
        let whole = ReplyText.trimmed(reply[...])
        guard !whole.isEmpty else { throw .emptyReply }
        let layers = try ReplyLayers(whole, labels: labels)
        var rivals: [PlanReading.Text] = []
        if let prose = layers.prose { rivals = try self.rivals(in: prose) }
        var reading: PlanReading
        do throws(PlanDecodingFailure) {
            reading = try self.reading(in: layers.text)
        } catch {
            // What is missing behind a fence that is not closed may be all that is wrong.
            throw layers.isUnclosed ? .openFence(endingAt: whole.endIndex) : error
        }
        reading.wrappings = layers.wrappings
        if layers.isUnclosed { reading.openFenceEnd = whole.endIndex }
        reading.rivals += rivals
        return reading
    }

    private func reading(in text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> PlanReading {
        guard let first = text.first else { throw .emptyReply }
        if first == UInt8(ascii: "{") {
            let members = try PlanMembers(of: text)
            if namesNoPlan(members), let call = try ToolCall(members) { return try reading(of: call) }
            return PlanReading(plan: .success(try plan(of: members)))
        }
        if let reading = reading(ofText: text) { return reading }
        if let call = try ToolCall(text) { return try reading(of: call) }
        // A JSON text that is no object, such as `null` or a list of plans, is a shape rather than prose.
        if let value = JSONText.value(in: text) {
            throw .invalidPlan(field: "reply", found: value.kind, expected: "an object")
        }
        throw prose
    }

    /// What the first tool that takes the text for its language makes of it; nil when none does.
    private func reading(ofText text: ArraySlice<UInt8>) -> PlanReading? {
        for syntax in syntaxes {
            let plan: Result<Plan, PlanDecodingFailure>
            do throws(PlanDecodingFailure) {
                guard let arguments = try syntax.arguments(ofText: text) else { continue }
                plan = .success(Plan(tool: syntax.tool, arguments: arguments))
            } catch {
                plan = .failure(error)
            }
            let text = PlanReading.Text(tool: syntax.tool, text: String(decoding: text, as: UTF8.self))
            return PlanReading(plan: plan, text: text)
        }
        return nil
    }

    // MARK: Rivals

    /// The most openings in prose that a tool is asked about, each with its line and its paragraph.
    private static let maximumOpenings = 8

    /// The texts in prose that may be plans of their own. Throws when one is for sure, or when too many may be.
    private func rivals(in prose: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> [PlanReading.Text] {
        var rivals = [reading(ofText: prose)?.text].compactMap(\.self)
        var openings = 0
        let lines = ProseLines(text: prose)
        try lines.forEach { opening throws(PlanDecodingFailure) in
            guard !opening.isEmpty, let line = reading(ofText: opening)?.text else { return }
            openings += 1
            guard openings <= Self.maximumOpenings else { throw .surroundingText }
            rivals.append(line)
            let paragraph = lines.paragraph(from: opening.startIndex)
            if paragraph != opening, let text = reading(ofText: paragraph)?.text { rivals.append(text) }
        }
        return rivals
    }

    // MARK: Objects

    private func namesNoPlan(_ members: PlanMembers) -> Bool {
        !members.has("tool") && !syntaxes.contains { $0.claims(members) }
    }

    private func reading(of call: ToolCall) throws(PlanDecodingFailure) -> PlanReading {
        // Arguments may be a plan, as long as it is one for the same tool.
        guard !call.arguments.has("tool") || call.arguments.text("tool") == call.tool.text else {
            throw .surroundingText
        }
        var plan = try plan(for: call.tool, of: call.arguments)
        for object in call.objects {
            guard let confidence = try confidence(of: object) else { continue }
            plan.confidence = min(confidence, plan.confidence ?? confidence)
        }
        var reading = PlanReading(plan: .success(plan), isToolCall: true)
        for text in call.texts { reading.rivals += try rivals(in: text[...]) }
        return reading
    }

    private func plan(of members: PlanMembers) throws(PlanDecodingFailure) -> Plan {
        try plan(for: tool(of: members), of: members)
    }

    private func plan(for tool: ToolName, of members: PlanMembers) throws(PlanDecodingFailure) -> Plan {
        guard !ToolCall.stands(in: members, among: syntaxes.map(\.tool)) else { throw .surroundingText }
        var plan = Plan(tool: tool)
        // A plan that calls nothing calls it with nothing.
        if !plan.isNone {
            let syntax = syntaxes.first { $0.tool == plan.tool } ?? PlainPlanSyntax(tool: plan.tool)
            plan.arguments = try syntax.arguments(of: members)
        }
        plan.confidence = try confidence(of: members)
        return plan
    }

    private func tool(of members: PlanMembers) throws(PlanDecodingFailure) -> ToolName {
        switch members["tool"] {
        case .string(let name) where !name.isEmpty: return ToolName(name)
        case nil:
            if let claimant = syntaxes.first(where: { $0.claims(members) }) { return claimant.tool }
        default: break
        }
        throw members.invalid("tool", expected: "the name of a tool")
    }

    private func confidence(of members: PlanMembers) throws(PlanDecodingFailure) -> Ratio? {
        let expected = "a number from 0 to 1"
        switch members["confidence"] {
        case nil: return nil
        case .number(let text):
            guard let confidence = Ratio(roundingDown: text) else {
                throw .invalidPlan(field: "confidence", found: String(text.prefix(40)), expected: expected)
            }
            return confidence
        default: throw members.invalid("confidence", expected: expected)
        }
    }
}
