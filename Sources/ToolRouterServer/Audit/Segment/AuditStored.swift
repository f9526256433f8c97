import Foundation
import GRDB
import ToolRouter

/// Values of a segment's tables as they stand there, which may be anything: whoever has the file can put anything in.
enum AuditStored {
    /// The moments that a record can have, in microseconds: the hour that one lies in must be one, too.
    static let moments = -(Int64.max / 1_000 - 3_600_000_000)...(Int64.max / 1_000 - 3_600_000_000)
    /// The largest number of a record: one more can still be counted, and nobody writes so many.
    static let largestSeq = Int64.max / 2

    /// The microseconds of `moment`, or of the nearest one that a record can have: what is written must be readable.
    static func microseconds(of moment: Timestamp) -> Int64 {
        min(max(moment.microseconds, moments.lowerBound), moments.upperBound)
    }

    /// An integer; nil for every other type.
    static func integer(_ row: Row, _ index: Int) -> Int64? {
        if case .int64(let value) = (row[index] as DatabaseValue).storage { value } else { nil }
    }

    /// A text; nil for every other type.
    static func text(_ row: Row, _ index: Int) -> String? {
        if case .string(let value) = (row[index] as DatabaseValue).storage { value } else { nil }
    }

    /// A link; nil for every other type or length.
    static func hash(_ row: Row, _ index: Int) -> AuditHash? {
        if case .blob(let value) = (row[index] as DatabaseValue).storage { AuditHash(value) } else { nil }
    }

    /// Whether there is nothing.
    static func isNull(_ row: Row, _ index: Int) -> Bool {
        (row[index] as DatabaseValue).isNull
    }

    /// The moment so many microseconds after 1970; nil where there is none such.
    static func moment(_ microseconds: Int64?) -> Timestamp? {
        guard let microseconds, moments.contains(microseconds) else { return nil }
        return Timestamp(microseconds: microseconds)
    }
}
