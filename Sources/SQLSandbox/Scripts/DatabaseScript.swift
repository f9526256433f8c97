import CSQLite
import Glibc

/// Builds a database from SQL text, so that a repository can hold the text and not the binary file.
package enum DatabaseScript {
    /// Executes `sql`, a script of schema and rows, in one transaction into a new database at `path`.
    ///
    /// The same script makes the same bytes with the same SQLite: the present is 1970-01-01T00:00:00Z, and chance and
    /// whatever reaches beyond the database are errors, see `ScriptScruples`. `BEGIN` and `COMMIT`, as dumps have them, are
    /// passed over. Either the whole database appears at `path` or nothing; an error names the line on which the statement
    /// that failed begins.
    ///
    /// - Parameter isInterrupted: whether the process is to end, which ends a statement of the script, too, as an error;
    ///   asked often.
    package static func build(
        _ sql: String, at path: String, within budget: ScriptBudget = ScriptBudget(),
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(SandboxError) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw SandboxError(path, .notAbsolute, "this is no absolute path", remedy: "begin the path with /")
        }
        guard access(path, F_OK) != 0 else {
            throw SandboxError(path, .exists, "there is a file already", remedy: "remove it, or choose another path")
        }
        let partial = "\(path).partial-\(getpid())"
        defer { unlink(partial) }
        try DeepStack.run(bytes: ScriptBudget.stack) { () throws(SandboxError) in
            try write(sql, to: partial, for: path, within: budget, isInterrupted: isInterrupted)
        }
        guard rename(partial, path) == 0 else {
            throw SandboxError(
                path, .unreadable, "the file cannot be put in place: \(String(cString: strerror(errno)))",
                remedy: "check its folder")
        }
    }

    private static func write(
        _ sql: String, to partial: String, for path: String, within budget: ScriptBudget,
        isInterrupted: @escaping () -> Bool
    ) throws(SandboxError) {
        let writer: ScriptWriter
        do throws(EngineError) {
            writer = try ScriptWriter(creating: partial, within: budget, isInterrupted: isInterrupted)
        } catch {
            throw SandboxError(
                path, .unreadable, "the file cannot be made: \(error.message)",
                remedy: "check that its folder exists and is writable")
        }
        do throws(EngineError) {
            try writer.execute(sql)
        } catch {
            if error.primaryCode == SQLITE_IOERR || (error.primaryCode == SQLITE_FULL && isFull(partial)) {
                throw SandboxError(
                    path, .unreadable, "the disk takes no more of the database: \(error.message)",
                    remedy: "free some space")
            }
            throw SandboxError(path, .script, error.message, remedy: "correct the script")
        }
    }

    /// Whether the disk of `path` has less than a MiB left. SQLite says the same of a full disk as of a database that has
    /// reached its size.
    private static func isFull(_ path: String) -> Bool {
        var disk = statvfs()
        return statvfs(path, &disk) == 0 && UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 1 << 20
    }
}
