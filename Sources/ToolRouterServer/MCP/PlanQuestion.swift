import Crypto
import ToolRouter

/// What stands in place of a question where a client brings a plan: its arguments as JSON, sorted by name. Limits count its
/// bytes, audit records have its hash, and recordings have it.
enum PlanQuestion {
    /// The text, of at most so many bytes: a longer one is cut short, and ends in the SHA-256 of the whole, so that two plans
    /// never have the same.
    static func text(of plan: Plan, atMost most: Int) -> String {
        var writer = JSONWriter()
        PlanArgument.object(plan.arguments).write(to: &writer)
        guard writer.utf8.count > most else { return writer.text }
        let digest = SHA256.hash(data: writer.utf8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        let end = "… sha256:\(digest)"
        guard most >= end.utf8.count else { return String(digest.prefix(most)) }
        // A character that is cut through goes as a whole.
        var kept = writer.utf8.prefix(most - end.utf8.count)
        while let last = kept.last, String(validating: kept, as: UTF8.self) == nil, last >= 0x80 { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self) + end
    }
}
