package import ToolRouter
import ToolRouterFormats

extension Totals {
    /// `7 requests: 3 answered, 1 asked back, 1 refused, 2 failed`, without what there is none of.
    package var outcomesInWords: String {
        let named = [
            ("answered", "answered"), ("clarification", "asked back"), ("refused", "refused"), ("failed", "failed"),
        ]
        let parts = named.map { (count: outcomes[$0.0], words: $0.1) }.filter { $0.count > 0 }
        let sum = Quantity.words(requests, "request")
        return parts.isEmpty ? sum : sum + ": " + parts.map { "\($0.count) \($0.words)" }.joined(separator: ", ")
    }
}
