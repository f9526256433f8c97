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

    /// The memory they take, estimated: texts and blobs, and 32 bytes for each name, each value and each row.
    package var bytes: Int {
        Self.bytes(ofNames: columns) + rows.reduce(0) { $0 + $1.reduce(Value.overhead) { $0 + $1.bytes } }
    }

    /// The part of it that the names of the columns take.
    package static func bytes(ofNames columns: [String]) -> Int {
        columns.reduce(0) { $0 + $1.utf8.count + Value.overhead }
    }
}

extension Value {
    /// What each value, each name and each row takes beside its text or blob.
    package static let overhead = 32

    /// The memory it takes, estimated.
    package var bytes: Int { Self.overhead + payload }

    /// The bytes outside of the value itself.
    private var payload: Int {
        switch self {
        case .null, .integer, .real: 0
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }
}
