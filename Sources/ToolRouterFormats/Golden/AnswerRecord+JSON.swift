package import ToolRouter
import ToolRouterTools

extension AnswerRecord {
    /// The record as its line, without line end.
    package var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }

    /// Writes the record as an object; what is absent is left out.
    package func write(to writer: inout JSONWriter) {
        writer.object { line in
            line.member("id", id.text)
            line.member("outcome", outcome)
            line.optionalMember("tool", tool?.text)
            line.optionalMember("source", source?.rawValue)
            line.optionalMember("degraded", degraded?.rawValue)
            line.optionalMember("error", code?.kind.rawValue)
            line.optionalMember("code", code?.rawValue)
            line.optionalMember("sql", sql)
            line.optionalMember("arguments", arguments)
            if let result {
                line.member("result_digest_ordered", result.ordered)
                line.member("result_digest_bag", result.bag)
                line.member("row_count", result.rowCount)
                if result.isTruncated { line.member("truncated", true) }
                line.member("order_matters", result.orderMatters)
            }
            for bucket in TokenBucket.allCases where bill.usage[bucket] > 0 {
                line.member(bucket.memberName, bill.usage[bucket])
            }
            line.key("cost_usd")
            if let amount = bill.cost.amount { line.literal(amount.usdText) } else { line.null() }
            // An amount is exact and `null` is missing where nothing else is said.
            if bill.cost.status == .estimated { line.member("cost_status", bill.cost.status.rawValue) }
            line.member("latency_us", latencyMicroseconds)
            line.key("trail")
            line.array(trail)
        }
    }
}

extension TokenBucket {
    /// `tokens_` and its name.
    fileprivate var memberName: String {
        switch self {
        case .input: "tokens_input"
        case .cachedInput: "tokens_cached_input"
        case .cacheWrite: "tokens_cache_write"
        case .longCacheWrite: "tokens_cache_write_1h"
        case .output: "tokens_output"
        case .reasoning: "tokens_reasoning"
        }
    }
}

extension TokenUsage {
    /// The counts with the names they have in files.
    package var named: [(name: String, count: Int)] {
        TokenBucket.allCases.map { ($0.rawValue, self[$0]) }
    }
}

extension AnswerRecord: JSONReadable {
    private static let fields: [FieldName] = [
        "id", "outcome", "tool", "source", "degraded", "error", "code", "sql", "arguments", "result_digest_ordered",
        "result_digest_bag", "row_count", "truncated", "order_matters", "tokens_input", "tokens_cached_input",
        "tokens_cache_write", "tokens_cache_write_1h", "tokens_output", "tokens_reasoning", "cost_usd", "cost_status",
        "latency_us", "trail",
    ]

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: Self.fields)
        let counts = Int64(0)...1_000_000_000_000_000
        func tokens(_ field: FieldName) throws(FileError.Reason) -> Int {
            Int(try object.optionalInteger(field, in: counts) ?? 0)
        }
        let usage = try TokenUsage(
            input: tokens("tokens_input"), cachedInput: tokens("tokens_cached_input"),
            cacheWrite: tokens("tokens_cache_write"), longCacheWrite: tokens("tokens_cache_write_1h"),
            output: tokens("tokens_output"), reasoning: tokens("tokens_reasoning"))
        let cost = try object.cost()
        var result: ResultDigest?
        if let ordered = try object.optional("result_digest_ordered", as: String.self) {
            result = ResultDigest(
                ordered: ordered, bag: try object.value("result_digest_bag", as: String.self),
                rowCount: Int(try object.integer("row_count", in: counts)),
                isTruncated: try object.flag("truncated"),
                orderMatters: try object.value("order_matters", as: Bool.self))
        }
        self.init(
            id: RequestID(try object.name("id")), outcome: try object.outcome(),
            tool: try object.optional("tool", as: String.self).map { ToolName($0) },
            source: try object.word("source"), degraded: try object.word("degraded"), code: try object.word("code"),
            sql: try object.optional("sql", as: String.self),
            arguments: try object.optional("arguments", as: String.self), result: result,
            bill: Bill(usage: usage, cost: cost),
            latencyMicroseconds: try object.integer("latency_us", in: 0...Int64.max),
            trail: try object.value("trail", as: [String].self))
    }
}

extension Money: JSONReadable {
    package static var jsonKind: String { "an amount in USD" }

    /// Reads the digits as they are written: through a `Double` some would be lost.
    package init(_ json: JSONValue) throws(FileError.Reason) {
        guard let number = json.number else { throw Self.mismatch(json) }
        guard let money = Money(usd: number) else {
            throw FileError.Reason(
                field: nil, found: "the number \(Excerpt.of(number))", expected: "USD with at most 24 decimals",
                remedy: "correct the number")
        }
        self = money
    }
}

extension StrictObject {
    /// The amount and how sure it is; files that were made before estimates were told apart say only the amount.
    fileprivate func cost() throws(FileError.Reason) -> Cost {
        let amount = try optional("cost_usd", as: Money.self)
        let status: CostStatus = try word("cost_status") ?? (amount == nil ? .missing : .exact)
        guard (amount == nil) == (status == .missing) else {
            throw fault(
                "cost_status", found: "`\(status.rawValue)` beside \(amount == nil ? "no amount" : "an amount")",
                expected: amount == nil ? "`missing`" : "`exact` or `estimated`", remedy: "correct the word")
        }
        return Cost(amount: amount, status: status)
    }

    /// One of the four outcomes.
    fileprivate func outcome() throws(FileError.Reason) -> String {
        let text = try name("outcome")
        guard AnswerRecord.outcomes.contains(text) else {
            throw fault(
                "outcome", found: "the text \"\(Excerpt.of(text))\"",
                expected: AnswerRecord.outcomes.joined(separator: ", "), remedy: "correct the word")
        }
        return text
    }

    /// A word from a closed list; nil when it is absent.
    func word<Word: RawRepresentable & CaseIterable>(
        _ field: FieldName
    ) throws(FileError.Reason) -> Word? where Word.RawValue == String {
        guard let text = try optional(field, as: String.self) else { return nil }
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue)
            throw fault(
                field, found: "the text \"\(Excerpt.of(text))\"",
                expected: Spelling.nearest(to: text, among: known).map { "`\($0)`" } ?? known.joined(separator: ", "),
                remedy: "correct the word")
        }
        return word
    }
}
