import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The databases that a server serves, each in pools of lanes; scripts are built into files first.
///
/// A policy has a pool of its own for each database, since lanes keep to the policy that they were opened with; roles that
/// may read the same share it.
final class LiveDatabases: Sendable {
    /// The pools of those who have no role, by the names of their databases.
    let everybody: [DatabaseName: SandboxPool]
    /// The tool that answers from all of them.
    let tool: SQLTool
    private let pools: [SandboxPool]
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
        var pools: [SandboxPolicy: [DatabaseName: SandboxPool]] = [:]
        for (number, database) in settings.databases.enumerated() {
            let path = try Self.file(database.path, buildingAt: scratch.path + "/\(number).sqlite")
            for policy in [settings.sql] + settings.roles.map(\.sql) where pools[policy]?[database.name] == nil {
                let isRoles = policy != settings.sql
                do throws(SandboxError) {
                    pools[policy, default: [:]][database.name] = try SandboxPool(
                        opening: path, policy: policy, settings: lanes.pool(ofRole: isRoles),
                        processes: executable.map { lanes.processes($0, ofRole: isRoles) },
                        monotonicNow: { ContinuousClock.now - begin })
                } catch {
                    throw FileError(path: database.path, problem: error.detail, remedy: error.remedy)
                }
            }
        }
        func access(_ policy: SandboxPolicy) -> SQLAccess { SQLAccess(databases: pools[policy]!, policy: policy) }
        tool = SQLTool(
            access(settings.sql),
            roles: Dictionary(settings.roles.map { ($0.name, access($0.sql)) }) { first, _ in first })
        everybody = pools[settings.sql]!
        self.pools = pools.values.flatMap(\.values)
        self.scratch = Mutex(Scratch(folder: scratch))
    }

    /// Which of them can't be read at the moment, sorted. A database that does not say so by `deadline` is one of them.
    func unreadable(by deadline: Timestamp, _ scheduler: any Scheduler) async -> [DatabaseName] {
        var unreadable: [DatabaseName] = []
        for (name, pool) in everybody.sorted(by: { $0.key < $1.key }) {
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
        for pool in pools { await pool.close() }
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
