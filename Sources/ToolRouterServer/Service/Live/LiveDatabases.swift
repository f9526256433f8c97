import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The databases that a server serves, each in a pool of lanes; scripts are built into files first.
final class LiveDatabases: Sendable {
    /// The pools by the names of their databases.
    let pools: [DatabaseName: SandboxPool]
    /// Keeps the built files until the last pool is closed.
    private let scratch: Mutex<Scratch>

    private struct Scratch: @unchecked Sendable {
        var folder: OutputFolder?
    }

    /// Opens all of them.
    ///
    /// - Parameter executable: the program that lanes run, each as a process; nil leaves them in this one.
    init(_ settings: RouterSettings, lanes: LaneSettings, executable: String?) throws(FileError) {
        let scratch = try OutputFolder.scratch()
        let begin = ContinuousClock.now
        var pools: [DatabaseName: SandboxPool] = [:]
        for (number, database) in settings.databases.enumerated() {
            let path = try Self.file(database.path, buildingAt: scratch.path + "/\(number).sqlite")
            do throws(SandboxError) {
                pools[database.name] = try SandboxPool(
                    opening: path, policy: settings.sql, settings: lanes.pool,
                    processes: executable.map(lanes.processes), monotonicNow: { ContinuousClock.now - begin })
            } catch {
                throw FileError(path: database.path, problem: error.detail, remedy: error.remedy)
            }
        }
        self.pools = pools
        self.scratch = Mutex(Scratch(folder: scratch))
    }

    /// The tool that answers from them.
    func tool(_ settings: RouterSettings) -> SQLTool {
        SQLTool(databases: pools, policy: settings.sql)
    }

    /// Which of them can't be read at the moment, sorted. A database that does not say so by `deadline` is one of them.
    func unreadable(by deadline: Timestamp, _ scheduler: any Scheduler) async -> [DatabaseName] {
        var unreadable: [DatabaseName] = []
        for (name, pool) in pools.sorted(by: { $0.key < $1.key }) {
            let outcome = await scheduler.run(by: deadline, late: { _ in }) {
                do throws(SQLFailure) {
                    _ = try await pool.dataVersion
                    return true
                } catch {
                    return false
                }
            }
            guard case .finished(true) = outcome else {
                unreadable.append(name)
                continue
            }
        }
        return unreadable
    }

    /// Closes all of them, and removes what was built.
    func close() async {
        for (_, pool) in pools.sorted(by: { $0.key < $1.key }) { await pool.close() }
        scratch.withLock { $0.folder = nil }
    }

    /// The file to open for the database at `path`, which is built at `built` when it is a script.
    private static func file(_ path: String, buildingAt built: String) throws(FileError) -> String {
        // A link is followed here and nowhere else: what it leads to now is what is opened.
        guard path.hasSuffix(".sql") else { return RealPath.of(path) ?? path }
        let script = try ScriptFile.read(path)
        do throws(SandboxError) {
            try DatabaseScript.build(script, at: built)
        } catch {
            if error.reason == .unreadable {
                throw FileError(
                    cannotWrite: built, because: error.detail,
                    remedy: "free some space, or choose another folder for temporary files with TMPDIR")
            }
            throw FileError(
                path: path, line: error.scriptLine,
                FileError(path: path, problem: error.detail, remedy: error.remedy).reason)
        }
        return built
    }
}
