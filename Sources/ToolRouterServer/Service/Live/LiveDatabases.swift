import Crypto
import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The databases that a server serves, each in pools of lanes; scripts are built into files first.
final class LiveDatabases: Sendable {
    private let pools: RolePools
    private let names: [DatabaseName]
    /// Keeps the built files until the last pool is closed.
    private let scratch: Mutex<Scratch>

    private struct Scratch: @unchecked Sendable {
        var folder: OutputFolder?
    }

    /// Opens all of them.
    ///
    /// - Parameters:
    ///   - areShared: whether answers from them are shared with other servers.
    ///   - executable: the program that lanes run, each as a process; nil leaves them in this one.
    init(_ settings: RouterSettings, lanes: LaneSettings, areShared: Bool, executable: String?) throws(FileError) {
        let scratch = try OutputFolder.scratch()
        let begin = ContinuousClock.now
        var files: [(name: DatabaseName, path: String)] = []
        var sources: [DatabaseName: String] = [:]
        for (number, database) in settings.databases.enumerated() {
            let (path, source) = try Self.file(database.path, buildingAt: scratch.path + "/\(number).sqlite")
            files.append((database.name, path))
            sources[database.name] = source
        }
        do throws(SandboxError) {
            pools = try RolePools(
                databases: files, sources: sources, policy: settings.sql, roles: settings.roles,
                settings: lanes.pool(version: areShared ? .content : .file),
                processes: executable.map(lanes.processes), monotonicNow: { ContinuousClock.now - begin })
        } catch {
            // A built file is nobody's but ours: the script is what can be mended.
            let place = files.firstIndex { $0.path == error.path }
            throw FileError(
                path: place.map { settings.databases[$0].path } ?? error.path, problem: error.detail,
                remedy: error.remedy)
        }
        names = files.map(\.name)
        self.scratch = Mutex(Scratch(folder: scratch))
    }

    /// The tool that answers from them, each caller by the rights of its role.
    var tool: SQLTool { pools.tool }

    /// Which of them can't be read at the moment; all are looked at together, each in the same time. A database that does not
    /// say so by `deadline` is one of them.
    func unreadable(by deadline: Timestamp, _ scheduler: any Scheduler) async -> [DatabaseName] {
        await withTaskGroup(of: DatabaseName?.self) { group in
            for name in names {
                group.addTask { await self.isReadable(name, by: deadline, scheduler) ? nil : name }
            }
            var unreadable: Set<DatabaseName> = []
            for await name in group {
                if let name { unreadable.insert(name) }
            }
            return names.filter { unreadable.contains($0) }
        }
    }

    private func isReadable(_ name: DatabaseName, by deadline: Timestamp, _ scheduler: any Scheduler) async -> Bool {
        let look = Request(id: "readyz", caller: Caller(tenant: "readyz"), question: "", database: name)
        let outcome = await scheduler.run(by: deadline, late: { _ in }) { [tool = pools.tool] in
            do throws(RouterError) {
                _ = try await tool.fingerprint(for: look)
                return true
            } catch {
                return false
            }
        }
        guard case .finished(true) = outcome else { return false }
        return true
    }

    /// Closes all of them, and removes what was built.
    func close() async {
        await pools.close()
        scratch.withLock { $0.folder = nil }
    }

    /// The file to open for the database at `path`, which is built at `built` when it is a script; then with what names the
    /// script's content.
    private static func file(
        _ path: String, buildingAt built: String
    ) throws(FileError) -> (path: String, source: String?) {
        // A link is followed here and nowhere else: what it leads to now is what is opened.
        guard path.hasSuffix(".sql") else { return (RealPath.of(path) ?? path, nil) }
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
        return (built, SHA256.hash(data: Array(script.utf8)).hexadecimal)
    }
}
