/// What a tool answered with.
public enum ToolResult: Hashable, Sendable {
    /// The rows of a query.
    case rows(ResultSet)
    /// The passages of a search.
    case documents(DocumentSet)
    /// What a service replied.
    case body(ResponseBody)

    /// Whether a budget cut the result short.
    public var isTruncated: Bool {
        switch self {
        case .rows(let rows): rows.isTruncated
        case .documents(let documents): documents.isTruncated
        case .body(let body): body.isTruncated
        }
    }

    /// The same as a table, whatever the tool: what goldens keep a digest of, and what is compared cell by cell.
    public var table: ResultSet {
        switch self {
        case .rows(let rows): rows
        case .documents(let documents): documents.table
        case .body(let body): body.table
        }
    }

    /// How many rows its table has; takes no time.
    public var rowCount: Int {
        switch self {
        case .rows(let rows): rows.rows.count
        case .documents(let documents): documents.hits.count
        case .body: 1
        }
    }

    /// How much it is, in words for a person: `3 rows`.
    package var words: String {
        let (count, one, many) =
            switch self {
            case .rows(let rows): (rows.rows.count, "row", "rows")
            case .documents(let documents): (documents.hits.count, "passage", "passages")
            case .body(let body): (body.text.utf8.count, "byte", "bytes")
            }
        return "\(count) \(count == 1 ? one : many)"
    }

    /// The memory it takes, estimated.
    package var bytes: Int {
        switch self {
        case .rows(let rows): rows.bytes
        case .documents(let documents): documents.bytes
        case .body(let body): body.bytes
        }
    }

    /// Writes its JSON down, for those who will be told it often; not when that takes more than `room` bytes. Only rows are
    /// worth it.
    mutating func keepJSON(within room: Int) {
        guard case .rows(var rows) = self else { return }
        rows.keepJSON(within: room)
        self = .rows(rows)
    }
}
