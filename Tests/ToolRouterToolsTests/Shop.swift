import CSQLite
import Foundation
import SQLSandbox
import ToolRouter
import ToolRouterTools

/// Two small databases in a folder of their own, removed with it, and the tool over them.
final class Shop {
    static let script = """
        CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER, cents INTEGER);
        CREATE TABLE secret (id INTEGER PRIMARY KEY, code TEXT);
        INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Barbara');
        INSERT INTO purchase VALUES (1, 1, 1250), (2, 1, 300), (3, 2, 999);
        INSERT INTO secret VALUES (1, 'swordfish');
        """

    /// 2026-11-20T12:00:00Z.
    static let noon = Timestamp(nanoseconds: 1_795_176_000_000_000_000)

    /// Everything but `secret`.
    static let policy = SandboxPolicy(tables: .only(["customer", "purchase"]))

    let path: String

    init() throws {
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        path = parent.appending(path: "sql-tool-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Builds a database of that name, with `more` after the usual script.
    func build(_ name: String, _ more: String = "") throws {
        try DatabaseScript.build(Self.script + more, at: "\(path)/\(name).sqlite")
    }

    /// The tool over the databases of those names, which must have been built.
    func tool(_ names: String..., policy: SandboxPolicy = policy) throws -> SQLTool {
        let sandboxes = try names.reduce(into: [DatabaseName: Sandbox]()) { sandboxes, name in
            sandboxes[DatabaseName(name)] = try Sandbox(opening: "\(path)/\(name).sqlite", policy: policy)
        }
        return SQLTool(databases: sandboxes, policy: policy)
    }

    /// A request of one customer.
    static func ask(_ question: String, _ database: DatabaseName? = nil) -> Request {
        Request(id: "r-1", caller: Caller(tenant: "acme"), question: question, database: database)
    }
}

/// Writes as another process would.
final class ShopWriter {
    private var database: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open(path, &database) == SQLITE_OK else { throw CocoaError(.fileReadUnknown) }
    }

    deinit {
        sqlite3_close(database)
    }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw CocoaError(.fileWriteUnknown) }
    }
}
