import Foundation
import ToolRouter

/// Which segments were removed because they were old: what a record of kind `prune` says in its column `detail`.
struct AuditRemoval: Hashable, Codable, Sendable {
    /// The segments, from the first to the last.
    var firstSegment: Int
    var lastSegment: Int
    /// Their records, and the last link, which the segment after them follows.
    var firstSeq: Int64
    var lastSeq: Int64
    var lastHash: String
    /// All their records are of before this moment, in microseconds.
    var before: Int64

    enum CodingKeys: String, CodingKey {
        case firstSegment = "first_segment"
        case lastSegment = "last_segment"
        case firstSeq = "first_seq"
        case lastSeq = "last_seq"
        case lastHash = "last_hash"
        case before = "before_us"
    }

    func row(at now: Timestamp) -> AuditRow {
        AuditRow { row in
            row.put(.at, AuditStored.microseconds(of: now))
            row.put(.kind, AuditKind.prune.rawValue)
            row.put(.action, "removed")
            row.putSums(Bill(usage: TokenUsage(), cost: .nothing))
            row.put(.detail, json)
        }
    }

    private var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("first_segment", firstSegment)
            writer.member("last_segment", lastSegment)
            writer.member("first_seq", firstSeq)
            writer.member("last_seq", lastSeq)
            writer.member("last_hash", lastHash)
            writer.member("before_us", before)
        }
        return writer.text
    }

    /// Reads what `row` wrote; nil when it is something else.
    static func read(_ json: String) -> AuditRemoval? {
        try? JSONDecoder().decode(AuditRemoval.self, from: Data(json.utf8))
    }
}
