import Foundation
package import SQLSandbox
package import ToolRouter
package import ToolRouterFormats

/// The databases of a scenario, each opened in its sandbox; scripts are built into files first.
package final class ScenarioDatabases {
    /// The open databases.
    package let sandboxes: [DatabaseName: Sandbox]
    /// What statements may touch and spend, in all of them.
    package let policy: SandboxPolicy
    /// Keeps the built files until the last sandbox is gone.
    private let scratch: ScratchFolder

    /// - Parameter remembersRows: whether a statement that does not read the clock runs once only.
    /// - Throws: `SandboxError` or `ScenarioFileError`.
    package init(_ scenario: Scenario, remembersRows: Bool = true) throws {
        let scratch = try ScratchFolder()
        let file = scenario.directory + "/scenario.yaml"
        let policy = scenario.settings.sql
        var sandboxes: [DatabaseName: Sandbox] = [:]
        for (number, database) in scenario.settings.databases.enumerated() {
            do {
                sandboxes[database.name] = try Self.open(
                    database.path, buildingAt: scratch.path + "/\(number).sqlite", policy,
                    remembersRows: remembersRows)
            } catch let error as SandboxError where error.reason == .policy {
                throw ScenarioFileError(
                    path: file, detail: "`sql.denied_columns`: in database \(database.name.text), \(error.detail)",
                    remedy: error.remedy)
            }
        }
        try Self.requireTables(of: policy, in: sandboxes, file)
        self.sandboxes = sandboxes
        self.policy = policy
        self.scratch = scratch
    }

    /// Opens the database at `path`, which is built at `built` first when it is a script.
    static func open(
        _ path: String, buildingAt built: String, _ policy: SandboxPolicy, remembersRows: Bool
    ) throws -> Sandbox {
        let isScript = path.hasSuffix(".sql")
        if isScript {
            do {
                try DatabaseScript.build(script(path), at: built)
            } catch let error as SandboxError {
                throw ScenarioFileError(path: path, detail: error.detail, remedy: error.remedy)
            }
        }
        return try Sandbox(
            opening: isScript ? built : path, policy: policy, isSnapshot: true, remembersRows: remembersRows)
    }

    /// A table that no database has would protect nothing.
    private static func requireTables(
        of policy: SandboxPolicy, in sandboxes: [DatabaseName: Sandbox], _ file: String
    ) throws(ScenarioFileError) {
        for table in policy.deniedColumns.keys.sorted() {
            guard !sandboxes.values.contains(where: { $0.hasTable(table) }) else { continue }
            throw ScenarioFileError(
                path: file, detail: "`sql.denied_columns`: no database has a table \(table)",
                remedy: "correct the name, or remove it")
        }
    }

    private static func script(_ path: String) throws(ScenarioFileError) -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ScenarioFileError(
                path: path, detail: "the script can't be read", remedy: "check the file and its permissions")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ScenarioFileError(path: path, detail: "the script is not UTF-8", remedy: "save it in UTF-8")
        }
        return text
    }
}

extension [DatabaseName: Sandbox] {
    /// The sandbox of that database, or without a name the only one there is.
    func sandbox(of database: DatabaseName?) -> Sandbox? {
        if let database { return self[database] }
        return count == 1 ? first?.value : nil
    }
}
