import ToolRouter

/// A SQL text as a key: its bytes, since two texts that Unicode holds for equal can mean different things.
struct StatementKey: Hashable, Sendable {
    private let sql: String

    init(_ sql: String) {
        self.sql = sql
    }

    static func == (left: StatementKey, right: StatementKey) -> Bool {
        left.sql.hasSameBytes(as: right.sql)
    }

    func hash(into hasher: inout Hasher) {
        var sql = sql
        sql.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
