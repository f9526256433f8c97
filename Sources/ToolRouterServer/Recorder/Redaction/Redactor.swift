import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Takes out of a request what is not to be recorded, and makes its line.
struct Redactor: Sendable {
    /// What the header says of content.
    let content: RecordedContent
    let rules: [RedactionRule]
    /// The bits that limits tell networks of IPv6 apart by.
    private let ipv6Prefix: Int
    private let hash: RecordingHash
    private let keys: ConfiguredKeys
    private let scan: SecretScan
    private let foldsCase: Bool
    /// Whether a question may stand in a line as it is; where the rest has no content, a statement may not.
    private let keepsQuestions: Bool

    /// What takes the place of a text that could not be searched in time.
    private static let unsearched = "[too long to be searched]"
    private static let removed = "[removed]"

    /// - Parameters:
    ///   - foldsCase: whether questions that differ in case only are the same, as for the answer cache.
    ///   - secrets: what the server itself is not to tell.
    ///   - keys: the API keys that it checks.
    ///   - ipv6Prefix: the bits that its limits tell networks of IPv6 apart by.
    init(
        _ settings: RecordSettings, foldsCase: Bool = false, secrets: [String], keys: [KeySettings],
        environment: [String: String], ipv6Prefix: Int = CallerAddress.usualIPv6Prefix
    ) {
        self.foldsCase = foldsCase
        self.ipv6Prefix = ipv6Prefix
        rules = settings.redaction
        hash = RecordingHash(environment: environment)
        self.keys = ConfiguredKeys(keys, hash: hash)
        let own = environment[RecordingHash.keyVariable].map { [$0] } ?? []
        scan = SecretScan(secrets: secrets + own, hash: hash)
        let removesStatements = rules.contains { if case .field(.sql) = $0.place { true } else { false } }
        content = removesStatements ? .none : settings.content
        let changesQuestions = rules.contains { if case .field(.question) = $0.place { true } else { false } }
        keepsQuestions = settings.content == .all && !changesQuestions
    }

    /// The line of a request, without line end.
    func line(of exchange: RecordedExchange, under convention: UsageConvention) -> [UInt8] {
        var exchange = exchange
        redact(&exchange)
        var writer = JSONWriter(reserving: 1_536)
        exchange.write(to: &writer, under: convention)
        return scan.cleaned(writer.utf8) ?? writer.utf8
    }

    private func redact(_ exchange: inout RecordedExchange) {
        // Before a rule makes one text of two.
        let name = content == .none ? questionName(exchange.question) : ""
        if !keys.isEmpty { change(&exchange) { keys.cleaned($0) } }
        for rule in rules {
            switch rule.place {
            case .field(let field): redact(field, by: rule.substitute, of: &exchange)
            case .pattern(let pattern):
                changeTexts(&exchange) { text in
                    pattern.replacing(in: text) { self.substitute(for: $0, rule.substitute) } ?? Self.unsearched
                }
            }
        }
        if exchange.answered?.tool == "rest", !keys.isEmpty || !rules.isEmpty {
            let reply = reply(in: exchange)
            exchange.answered?.result = reply
        }
        // A hash of few rows can be guessed: what was answered goes, too.
        if content == .none {
            let isKept = keepsQuestions && exchange.isKnownToBeNoStatement
            exchange = exchange.withoutContent(questionHash: isKept ? exchange.question : name)
        }
    }

    /// The digest of what a replay will have for a service's reply; nil where it is in another line.
    private func reply(in exchange: RecordedExchange) -> ResultDigest? {
        guard let call = exchange.tools["rest"]?.last(where: { $0.body != nil }), let body = call.body else {
            return nil
        }
        let reply = ResponseBody(
            status: call.status ?? 200, contentType: call.contentType ?? "", text: body, isTruncated: call.isTruncated)
        return ResultDigest(reply.table, orderMatters: true)
    }

    /// The hash of what the answer cache knows a question by, as long as it, since limits estimate tokens by the length.
    private func questionName(_ question: String) -> String {
        let canonical = CanonicalQuestion(question, foldingCase: foldsCase).text.utf8
        let name = hash.name(canonical)
        return "[\(name)" + String(repeating: ".", count: max(0, canonical.count - name.utf8.count - 2)) + "]"
    }

    private func substitute(for text: String, _ substitute: RedactionRule.Substitute) -> String {
        switch substitute {
        case .removal: Self.removed
        case .hash: "[\(hash.name(text.utf8))]"
        case .text(let text): text
        }
    }

    private func redact(
        _ field: RedactionRule.Field, by substitute: RedactionRule.Substitute, of exchange: inout RecordedExchange
    ) {
        let isHashed = substitute == .hash
        switch field {
        // Questions that are all the same would recall each other's answers.
        case .question:
            exchange.question =
                isHashed ? questionName(exchange.question) : "\(Self.removed) \(exchange.id.text)"
        // It is content, all of which goes.
        case .sql: break
        case .user:
            exchange.caller.user = exchange.caller.user.flatMap { isHashed ? UserID(hashedName($0.text)) : nil }
            forgetRows(of: .user, &exchange)
        case .ip: exchange.caller.ip = exchange.caller.ip.flatMap { isHashed ? address($0) : nil }
        case .tenant:
            exchange.caller.tenant = TenantID(isHashed ? hashedName(exchange.caller.tenant.text) : Self.removed)
            forgetRows(of: .tenant, &exchange)
        }
    }

    /// Leaves out the rows of an answer that a replay can't have again, since another one asks there.
    private func forgetRows(of parameter: CallerParameter, _ exchange: inout RecordedExchange) {
        guard let sql = exchange.answered?.sql, CallerParameter.named(in: sql).contains(parameter) else { return }
        exchange.answered?.result = nil
    }

    /// What stands in place of a name.
    func hashedName(_ text: String) -> String { "h-" + hash.name(text.utf8) }

    /// An address in place of all those that limits take for one, so that whoever shared a limit shares one: of those that are
    /// for documentation (RFC 3849), each one of a network of its own. Where limits see fewer bits of an address than tell such
    /// networks apart, it is one of IPv4's that nobody has (RFC 1112, section 4).
    private func address(_ text: String) -> String {
        let digits = Array(hash.name(CallerAddress(text, ipv6Prefix: ipv6Prefix).text.utf8))
        guard ipv6Prefix >= CallerAddress.usualIPv6Prefix else {
            let bytes = stride(from: 0, to: 8, by: 2).map { Int(String(digits[$0..<$0 + 2]), radix: 16) ?? 0 }
            return "\(240 | bytes[0] & 15).\(bytes[1]).\(bytes[2]).\(bytes[3])"
        }
        let groups = stride(from: 0, to: 24, by: 4).map { String(digits[$0..<$0 + 4]) }
        return "2001:db8:" + groups.joined(separator: ":")
    }

    /// Every text that came from outside.
    private func change(_ exchange: inout RecordedExchange, _ change: (String) -> String) {
        changeTexts(&exchange, change)
        exchange.caller.tenant = TenantID(change(exchange.caller.tenant.text))
        exchange.caller.user = exchange.caller.user.map { UserID(change($0.text)) }
        exchange.database = exchange.database.map { DatabaseName(change($0.text)) }
    }

    private func changeTexts(_ exchange: inout RecordedExchange, _ change: (String) -> String) {
        exchange.question = change(exchange.question)
        exchange.plan = exchange.plan?.changed(change)
        changeReplies(&exchange, change)
        // As a reply, since it was one, or a text in one.
        if let sql = exchange.answered?.sql { exchange.answered?.sql = ReplyText.changing(sql, change) }
        if let arguments = exchange.answered?.arguments {
            exchange.answered?.arguments = ReplyText.changing(arguments, change)
        }
    }

    private func changeReplies(_ exchange: inout RecordedExchange, _ change: (String) -> String) {
        for tool in exchange.tools.keys {
            for index in exchange.tools[tool]!.indices {
                let call = exchange.tools[tool]![index]
                exchange.tools[tool]![index].body = call.body.map { ReplyText.changing($0, change) }
                // As in the plan, so that a replay takes it for the same call.
                exchange.tools[tool]![index].parameters = call.parameters?.mapValues(change)
            }
        }
        for index in exchange.planner.indices { exchange.planner[index].changeContent(change) }
        for name in exchange.shadow.keys {
            for index in exchange.shadow[name]!.indices { exchange.shadow[name]![index].changeContent(change) }
        }
    }
}

extension RecordedExchange {
    /// Whether the router took its question for one: of those that it turned away before, nobody knows.
    fileprivate var isKnownToBeNoStatement: Bool {
        let trail = answered?.trail ?? []
        return trail.contains { Trail.stage(of: $0) == .recall }
            && !trail.contains { Trail.stage(of: $0) == .route && $0.hasSuffix("(raw)") }
    }
}

extension RecordedPlan {
    /// The same with its texts changed, as a reply's are; nil where what takes their place makes it none.
    fileprivate func changed(_ change: (String) -> String) -> RecordedPlan? {
        var writer = JSONWriter()
        PlanArgument.object(arguments).write(to: &writer)
        let text = ReplyText.changing(writer.text, change)
        guard
            case .object(let arguments)? = try? JSONBodyReader().read(PlanArgument.self, from: Array(text.utf8))
        else { return nil }
        return RecordedPlan(tool: tool, arguments: arguments)
    }
}

extension RecordedAttempt {
    fileprivate mutating func changeContent(_ change: (String) -> String) {
        guard case .reply(let content, let usage, let finishReason) = outcome else { return }
        outcome = .reply(content: ReplyText.changing(content, change), usage: usage, finishReason: finishReason)
    }
}
