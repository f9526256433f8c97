import CSQLite
import Foundation
import SQLSandbox

/// A small database in a folder of its own, removed with it.
final class BenchDatabase {
    let path: String
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "toolrouter-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "bench.sqlite").path
        try DatabaseScript.build(
            """
            CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT);
            INSERT INTO item VALUES (1, 'a'), (2, 'b'), (3, 'c');
            """, at: path)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}

/// A writer of a database, as another process would be.
final class BenchWriter {
    private var database: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open(path, &database) == SQLITE_OK else { throw CocoaError(.fileReadUnknown) }
    }

    deinit {
        sqlite3_close(database)
    }

    /// Keeps everybody else out.
    func lock() throws {
        try execute("BEGIN EXCLUSIVE")
    }

    /// Lets them in again.
    func unlock() throws {
        try execute("COMMIT")
    }

    private func execute(_ sql: String) throws {
        guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw CocoaError(.fileWriteUnknown) }
    }
}
