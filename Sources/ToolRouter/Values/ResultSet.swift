/// One value of a result row.
public enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// Text; bytes that are not UTF-8 have been replaced by U+FFFD.
    case text(String)
    case blob([UInt8])
}

/// The rows a tool answered with.
public struct ResultSet: Hashable, Sendable {
    /// The names of the columns, in order.
    public var columns: [String]
    /// The rows, each with one value for each column.
    public var rows: [[Value]]
    /// Whether the row or the byte budget cut the result short.
    public var isTruncated: Bool

    public init(columns: [String], rows: [[Value]], isTruncated: Bool = false) {
        self.columns = columns
        self.rows = rows
        self.isTruncated = isTruncated
    }

    /// The memory they take, estimated: texts and blobs, and 32 bytes for each value and each row.
    var bytes: Int {
        columns.reduce(0) { $0 + $1.utf8.count + 32 }
            + rows.reduce(0) { $0 + $1.reduce(32) { $0 + 32 + $1.payload } }
    }
}

extension Value {
    /// The bytes outside of the value itself.
    fileprivate var payload: Int {
        switch self {
        case .null, .integer, .real: 0
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }
}
