import Foundation
package import SQLSandbox
package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// The databases of a scenario, each opened in its sandbox, scripts being built into files first; and its other tools.
package final class ScenarioDatabases {
    /// The open databases, as everybody sees them.
    package let sandboxes: [DatabaseName: Sandbox]
    /// What statements of everybody may touch and spend, in all of them.
    package let policy: SandboxPolicy
    /// The open databases as each role sees them.
    package let views: DatabaseViews
    /// The roles, with what their statements may touch and spend.
    let roles: [RoleSettings]
    /// The tools besides `sql`, each with its settings.
    package let tools: [(settings: any ToolSettings, opened: any OpenedTool)]
    /// Watches over what statements run in all of them.
    package let watch: RunWatch
    /// Keeps the built files until the last sandbox is gone.
    private let scratch: OutputFolder

    /// - Parameters:
    ///   - remembersRows: whether a statement that does not read the clock runs once only.
    ///   - interruption: ends a statement that runs, also one of a script.
    ///   - processorTime: the most that one statement may take before nothing can be said of it.
    ///   - requiresTables: whether a table that the policy names must be in one of them.
    ///   - onFault: takes what is wrong with a file or the policy, so that the other databases are opened.
    /// - Throws: what is wrong with a file, or `Interrupted`.
    package convenience init(
        _ scenario: Scenario, remembersRows: Bool = true, interruption: Interruption = Interruption(),
        processorTime: Duration = RunWatch.processorTimeOfReplay, requiresTables: Bool = true,
        onFault: ((FileError) -> Void)? = nil
    ) throws {
        try self.init(
            scenario.settings, of: scenario.directory + "/scenario.yaml", in: scenario.directory,
            remembersRows: remembersRows, interruption: interruption, processorTime: processorTime,
            requiresTables: requiresTables, onFault: onFault)
    }

    /// The same of settings that stand in `file`, whose folder is `directory`.
    package init(
        _ settings: RouterSettings, of file: String, in directory: String, remembersRows: Bool = true,
        interruption: Interruption = Interruption(),
        processorTime: Duration = RunWatch.processorTimeOfReplay, requiresTables: Bool = true,
        onFault: ((FileError) -> Void)? = nil
    ) throws {
        func say(_ fault: FileError) throws(FileError) {
            guard let onFault else { throw fault }
            onFault(fault)
        }
        let watch = RunWatch(processorTime: processorTime) { interruption.isRaised }
        let scratch = try OutputFolder.scratch()
        let policy = settings.sql
        let roles = settings.roles
        var sandboxes: [DatabaseName: Sandbox] = [:]
        /// Roles that may the same share their sandboxes.
        var shared: [SandboxPolicy: [DatabaseName: Sandbox]] = [:]
        for (number, database) in settings.databases.enumerated() {
            let opened: Result<Sandbox, SandboxError>
            do {
                opened = try Self.open(
                    database.path, buildingAt: scratch.path + "/\(number).sqlite", policy, remembersRows: remembersRows,
                    discretion: Discretion(
                        about: database.path, "a database", in: directory, called: "the scenario's folder"),
                    watch: watch)
            } catch let fault as FileError {
                try say(fault)
                continue
            }
            if watch.isInterrupted { throw Interrupted() }
            switch opened {
            case .success(let sandbox):
                sandboxes[database.name] = sandbox
                shared[policy, default: [:]][database.name] = sandbox
                for role in roles where shared[role.sql]?[database.name] == nil {
                    do throws(SandboxError) {
                        shared[role.sql, default: [:]][database.name] = try Sandbox(
                            opening: sandbox.path, policy: role.sql, isSnapshot: true, remembersRows: remembersRows,
                            watch: watch)
                    } catch {
                        try say(
                            error.reason == .policy
                                ? Self.fault(error, of: "roles.\(Excerpt.of(role.name.text)).sql", database.name, file)
                                : FileError(error))
                    }
                }
            case .failure(let error) where error.reason == .policy:
                try say(Self.fault(error, of: "sql", database.name, file))
            case .failure(let error): try say(FileError(error))
            }
        }
        if requiresTables, sandboxes.count == settings.databases.count {
            for fault in Self.absentTables(of: policy, in: sandboxes, file) { try say(fault) }
            for role in roles where role.sql != policy {
                let section = "roles.\(Excerpt.of(role.name.text)).sql"
                for fault in Self.absentTables(of: role.sql, besides: policy, section, in: sandboxes, file) {
                    try say(fault)
                }
            }
        }
        var tools: [(settings: any ToolSettings, opened: any OpenedTool)] = []
        for tool in settings.tools {
            do throws(FileError) {
                tools.append((tool, try tool.open(scratch: scratch.path, environment: nil)))
            } catch {
                try say(error)
            }
        }
        self.tools = tools
        self.sandboxes = sandboxes
        self.policy = policy
        self.roles = roles
        views = DatabaseViews(
            everybody: sandboxes,
            roles: Dictionary(roles.map { ($0.name, shared[$0.sql] ?? [:]) }) { first, _ in first })
        self.watch = watch
        self.scratch = scratch
    }

    /// Opens the database at `path`, which is built at `built` first when it is a script, and copied there when reading it
    /// would leave files beside it. The path may be a link, or lead through links.
    ///
    /// Once `watch` says that the process is to end, whatever comes of it means nothing.
    ///
    /// - Parameter discretion: what may be said of its content.
    static func open(
        _ path: String, buildingAt built: String, _ policy: SandboxPolicy, remembersRows: Bool,
        discretion: Discretion = .none, watch: RunWatch
    ) throws -> Result<Sandbox, SandboxError> {
        let isScript = path.hasSuffix(".sql")
        try GitLFSPointer.refuse(at: path, kind: isScript ? "an SQL script" : "a SQLite database")
        if isScript {
            let script = try ScriptFile.read(path)
            do throws(SandboxError) {
                try DatabaseScript.build(script, at: built) { watch.isInterrupted }
            } catch {
                if watch.isInterrupted { throw Interrupted() }
                if error.reason == .unreadable {
                    throw FileError(
                        cannotWrite: built, because: error.detail,
                        remedy: "free some space, or choose another folder for temporary files with TMPDIR")
                }
                let quoted = FileError(path: path, problem: error.detail, remedy: error.remedy)
                throw discretion.isOff
                    ? quoted
                    : discretion.applied(
                        to: FileError(path: path, line: error.scriptLine, quoted.reason))
            }
        }
        // A link is followed here and nowhere else: what it leads to now is what is opened.
        let real = isScript ? built : RealPath.of(path) ?? path
        let copy = try isScript ? nil : copy(real, to: built, watch)
        do throws(SandboxError) {
            return .success(
                try Sandbox(
                    opening: copy ?? real, policy: policy, isSnapshot: true, remembersRows: remembersRows, watch: watch)
            )
        } catch {
            let error = copy == nil ? error : error.ofOriginal(real)
            return .failure(discretion.isOff ? error : error.withoutContent)
        }
    }

    /// Copies a database that can't be read where it lies without leaving files beside it; nil for others.
    private static func copy(_ path: String, to copy: String, _ watch: RunWatch) throws -> String? {
        for _ in 0..<3 {
            guard let log = UnattendedLog(of: path) else { return nil }
            for ending in log.endings {
                let file = try OutputFile(path: copy + ending)
                try file.append(contentsOf: path + ending) { watch.isInterrupted }
                if watch.isInterrupted { throw Interrupted() }
                try file.finish()
            }
            if log.isStill { return copy }
            for ending in log.endings { try FileManager.default.removeItem(atPath: copy + ending) }
        }
        throw FileError(
            path: path, problem: "another process writes to the database again and again",
            remedy: "let the writer finish, or serve a copy")
    }

    /// What a database has against the policy under `section`.
    private static func fault(
        _ error: SandboxError, of section: String, _ database: DatabaseName, _ file: String
    ) -> FileError {
        FileError(
            path: file, problem: "`\(section).denied_columns`: in database \(database.text), \(error.detail)",
            remedy: error.remedy)
    }

    /// A table that no database has would protect nothing, and allow nothing.
    ///
    /// - Parameters:
    ///   - common: a policy whose tables were looked for already.
    ///   - section: where the policy stands in the file.
    private static func absentTables(
        of policy: SandboxPolicy, besides common: SandboxPolicy? = nil, _ section: String = "sql",
        in sandboxes: [DatabaseName: Sandbox], _ file: String
    ) -> [FileError] {
        let known = Set(common.map { names(in: $0).map(\.table) } ?? [])
        let named = names(in: policy).filter { !known.contains($0.table) }
        return named.filter { _, table in !sandboxes.values.contains { $0.hasTable(table) } }.map { key, table in
            let known = Set(sandboxes.values.flatMap(\.tableNames)).sorted()
            let nearest = Spelling.nearest(to: table, among: known)
            return FileError(
                path: file, problem: "`\(section).\(key)`: no database has a table \(Excerpt.of(table))",
                remedy: nearest.map { "did you mean `\(Excerpt.of($0))`?" } ?? "correct the name, or remove it")
        }
    }

    /// The tables that a policy names, and under which key.
    private static func names(in policy: SandboxPolicy) -> [(key: String, table: String)] {
        let allowed =
            if case .only(let tables) = policy.tables { tables.sorted() } else { [String]() }
        return policy.deniedColumns.keys.sorted().map { ("denied_columns", $0) } + allowed.map { ("tables", $0) }
    }
}

extension ScenarioDatabases {
    /// The tool that answers from them, each caller by the rights of its role.
    var tool: SQLTool {
        func access(_ sandboxes: [DatabaseName: Sandbox], _ policy: SandboxPolicy) -> SQLAccess {
            SQLAccess(databases: sandboxes, policy: policy)
        }
        let own = Dictionary(uniqueKeysWithValues: roles.map { ($0.name, $0.sql) })
        return SQLTool(
            access(sandboxes, policy),
            roles: Dictionary(
                uniqueKeysWithValues: views.ofRoles.map { role, sandboxes in
                    (role, access(sandboxes, own[role] ?? policy))
                }))
    }

    /// Whether the system has ever had no memory for a statement in any of them.
    var lackedMemory: Bool {
        ([sandboxes] + views.ofRoles.map(\.sandboxes)).contains { $0.values.contains(where: \.lackedMemory) }
    }
}

extension [DatabaseName: Sandbox] {
    /// The sandbox of that database, or without a name the only one there is.
    func sandbox(of database: DatabaseName?) -> Sandbox? {
        if let database { return self[database] }
        return count == 1 ? first?.value : nil
    }
}

extension FileError {
    /// Why a database can't be served.
    init(_ error: SandboxError) {
        self.init(path: error.path, problem: error.detail, remedy: error.remedy)
    }
}
