/// One value of a result row. Texts are equal when their bytes are.
public enum Value: Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// Text; `init(text:)` makes one of bytes, whatever they are.
    case text(String)
    /// Text whose bytes are not UTF-8.
    case malformedText(MalformedText)
    case blob([UInt8])
}

extension Value: Hashable {
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.integer(let left), .integer(let right)): left == right
        case (.real(let left), .real(let right)): left == right
        case (.text(let left), .text(let right)): left.hasSameBytes(as: right)
        case (.malformedText(let left), .malformedText(let right)): left == right
        case (.blob(let left), .blob(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .integer(let number): hasher.combine(number)
        case .real(let number): hasher.combine(number)
        case .text(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .malformedText(let text): hasher.combine(text)
        case .blob(let bytes): hasher.combine(bytes)
        }
    }
}

/// The rows a tool answered with.
public struct ResultSet: Sendable {
    /// The names of the columns, in order.
    public var columns: [String] { didSet { json = nil } }
    /// The rows, each with one value for each column.
    public var rows: [[Value]] { didSet { json = nil } }
    /// Whether the row or the byte budget cut the result short.
    public var isTruncated: Bool { didSet { json = nil } }
    /// All of this as the members of a JSON object, where it was written before it is needed; it is no part of the value.
    package private(set) var json: [UInt8]?

    public init(columns: [String], rows: [[Value]], isTruncated: Bool = false) {
        self.columns = columns
        self.rows = rows
        self.isTruncated = isTruncated
    }

    /// The memory they take, estimated: texts and blobs, and 32 bytes for each name, each value and each row; and their JSON,
    /// where it is kept.
    package var bytes: Int {
        Self.bytes(ofNames: columns) + rows.reduce(0) { $0 + $1.reduce(Value.overhead) { $0 + $1.bytes } }
            + (json?.count ?? 0)
    }

    /// Writes its JSON down, for those who will be told it often; not when that takes more than `room` bytes.
    package mutating func keepJSON(within room: Int) {
        guard json == nil else { return }
        var writer = JSONWriter()
        writeMembers(to: &writer)
        if writer.utf8.count <= room { json = writer.utf8 }
    }

    /// The part of it that the names of the columns take.
    package static func bytes(ofNames columns: [String]) -> Int {
        columns.reduce(0) { $0 + $1.utf8.count + Value.overhead }
    }
}

extension ResultSet: Hashable {
    public static func == (left: ResultSet, right: ResultSet) -> Bool {
        left.columns == right.columns && left.rows == right.rows && left.isTruncated == right.isTruncated
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(rows)
        hasher.combine(isTruncated)
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
        case .malformedText(let text): text.bytes.count
        case .blob(let bytes): bytes.count
        }
    }
}
