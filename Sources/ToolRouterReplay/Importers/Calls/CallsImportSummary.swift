import ToolRouter
import ToolRouterFormats

/// What an import of calls wrote, what it left out, and what the source does not tell.
package struct CallsImportSummary: Hashable, Sendable {
    /// The folder of the scenario.
    package let output: String
    /// How many calls were imported.
    package private(set) var calls = 0
    /// How many of them brought a reply.
    package private(set) var replies = 0
    /// How many did not, by what happened: `HTTP 429`, `timeout`, `connection`.
    package private(set) var errors: [String: Int] = [:]
    /// What was passed over, and how often.
    package private(set) var omissions: [String: Int] = [:]
    /// What is to be known of the calls besides, and of how many.
    package private(set) var remarks: [String: Int] = [:]
    /// What calls lack, and how many do.
    package private(set) var gaps: [String: Int] = [:]
    /// From the first arrival to the last.
    package var span = Duration.zero
    /// How many calls were under way at once at most.
    package var peak = 0
    /// The models, sorted.
    package private(set) var models: Set<String> = []
    /// Whether the scenario has prices.
    package var hasPrices = false
    /// How many calls have no content.
    package private(set) var shapes = 0

    init(output: String) {
        self.output = output
    }

    /// The most different things that are told apart of what was passed over: their words come from the source.
    private static let mostOmissions = 100

    mutating func passOver(_ words: String) {
        let isTold = omissions[words] != nil || omissions.count < Self.mostOmissions
        omissions[isTold ? words : "others", default: 0] += 1
    }

    mutating func remark(_ words: String) { remarks[words, default: 0] += 1 }

    mutating func add(_ call: ImportedCall) {
        calls += 1
        switch call.error {
        case nil: replies += 1
        case .http(let status): errors["HTTP \(status)", default: 0] += 1
        case .timeout: errors["timeout", default: 0] += 1
        case .connection, .unavailable: errors["connection", default: 0] += 1
        }
        if !call.hasContent { shapes += 1 }
        if let model = call.model { models.insert(model) }
        for (words, isAbsent) in [
            ("no question and no SQL", !call.hasContent), ("no organisation", call.tenant == nil),
            ("no user", call.user == nil), ("no model", call.model == nil),
            ("no token counts", call.usage == nil && call.error == nil),
            ("no finish reason", call.finishReason == nil && call.error == nil),
        ] where isAbsent {
            gaps[words, default: 0] += 1
        }
    }

    /// What the source does not tell, in one paragraph.
    package var lacks: String {
        let counted = gaps.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { words, count in
            "\(words) (\(count) of \(calls))"
        }
        let content =
            shapes == 0
            ? "" : " Calls without content are replayed by their shape: statements and rows are not compared."
        let prices = hasPrices ? "" : " No prices were given, so that costs are unknown: see --prices."
        return "What the source lacks: "
            + (counted + [
                "expected answers", "which calls were retries of one request (each is a request of its own)",
                "rate-limit headers (Retry-After)", "deadlines and hang-ups of callers", "the order of decisions",
            ]).joined(separator: ", ") + "." + content + prices
    }
}
