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
        let policy = SandboxPolicy(scenario.sql)
        var sandboxes: [DatabaseName: Sandbox] = [:]
        for (number, database) in scenario.databases.enumerated() {
            sandboxes[database.name] = try Self.open(
                database.path, buildingAt: scratch.path + "/\(number).sqlite", policy, remembersRows: remembersRows)
        }
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

extension SandboxPolicy {
    /// The policy that a scenario's settings ask for.
    package init(_ settings: SQLSettings) {
        self.init(
            tables: settings.tables.map { .only(Set($0)) } ?? .all,
            doubleQuotedStrings: settings.allowsDoubleQuotedStrings,
            budget: ExecutionBudget(
                rows: settings.budget.rows, bytes: settings.budget.bytes, operations: settings.budget.operations))
    }
}
