package import SQLSandbox
package import ToolRouter

/// What those who have a role may read. How often they may ask is in `RateLimits.roles`.
package struct RoleSettings: Hashable, Sendable {
    /// Its name, in recordings and beside keys.
    package var name: RoleName
    /// What their statements may touch and spend: all of it, the common policy included.
    package var sql: SandboxPolicy

    package init(name: RoleName, sql: SandboxPolicy) {
        self.name = name
        self.sql = sql
    }
}
