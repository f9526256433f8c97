import SQLSandbox
package import ToolRouter
import ToolRouterFormats

/// Which database a statement is about, and by whose rights it is judged.
package struct DatabaseView: Hashable, Sendable {
    /// The database; nil for the only one there is.
    package var database: DatabaseName?
    /// The role; nil is what everybody may.
    package var role: RoleName?

    package init(database: DatabaseName?, role: RoleName?) {
        self.database = database
        self.role = role
    }

    /// What `request` sees.
    init(of request: Request) {
        self.init(database: request.database, role: request.caller.role)
    }

    /// What the request of `exchange` sees.
    init(of exchange: RecordedExchange) {
        self.init(database: exchange.database, role: exchange.caller.role)
    }
}

/// The open databases of a scenario, as each role sees them.
package struct DatabaseViews: Sendable {
    private let everybody: [DatabaseName: Sandbox]
    private let roles: [RoleName: [DatabaseName: Sandbox]]

    init(everybody: [DatabaseName: Sandbox], roles: [RoleName: [DatabaseName: Sandbox]] = [:]) {
        self.everybody = everybody
        self.roles = roles
    }

    /// The sandbox that statements of `view` are judged in; nil where there is no such database or role.
    func sandbox(of view: DatabaseView) -> Sandbox? {
        guard let role = view.role else { return everybody.sandbox(of: view.database) }
        return roles[role]?.sandbox(of: view.database)
    }

    /// Whether the scenario has the role of `view`.
    func hasRole(of view: DatabaseView) -> Bool { view.role.map { roles[$0] != nil } ?? true }

    /// Each role's sandboxes, sorted by role.
    var ofRoles: [(role: RoleName, sandboxes: [DatabaseName: Sandbox])] {
        roles.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
