import Foundation
import ToolRouter

/// What an audit store says that it does not hold: records that could not be written, or whose end of the chain is gone.
package struct AuditDropped: Hashable, Sendable {
    /// Comparisons with candidates.
    package private(set) var comparisons = 0
    /// Records of which it is not known of what kind they were.
    package private(set) var ofUnknownKind = 0
    /// Records of all kinds, those two among them.
    package private(set) var records = 0
    /// Losses of which nobody knows how many records they were.
    package private(set) var uncounted = 0

    /// Whether nothing is missing.
    package var isNothing: Bool { records == 0 && uncounted == 0 }

    init() {}

    /// Adds a record of kind `loss`, see `AuditLoss`.
    mutating func add(_ row: AuditRawRow) {
        let detail = row.text(.detail).flatMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        func number(_ name: String) -> Int? { (detail?[name] as? Int).flatMap { $0 >= 0 ? $0 : nil } }
        let kinds = AuditRecord.Name.allCases.compactMap { name in number(name.rawValue).map { (name, $0) } }
        if let last = number("last_seq") {
            guard let head = number("head_seq"), head >= last else {
                uncounted += 1
                return
            }
            ofUnknownKind = Self.sum(ofUnknownKind, head - last)
            records = Self.sum(records, head - last)
        } else if kinds.isEmpty {
            uncounted += 1
        } else {
            for (name, count) in kinds {
                if name == .shadow { comparisons = Self.sum(comparisons, count) }
                records = Self.sum(records, count)
            }
        }
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
