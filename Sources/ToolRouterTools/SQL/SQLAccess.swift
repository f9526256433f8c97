import Crypto
package import SQLSandbox
package import ToolRouter

/// What somebody may read: the databases, behind guards that keep to one policy, and that policy.
package struct SQLAccess: Sendable {
    /// The databases, each in its sandbox or pool, all with this policy; at least one.
    package let databases: [DatabaseName: any GuardedDatabase]
    /// What answers depend on of the policy, as the hash of it: the text lists hundreds of functions, and is part of each key.
    let policy: String

    package init(databases: [DatabaseName: any GuardedDatabase], policy: SandboxPolicy) {
        precondition(!databases.isEmpty, "a SQL tool needs a database")
        self.databases = databases
        self.policy = SHA256.hash(data: Array(policy.fingerprintText.utf8)).hexadecimal
    }

    /// The database that `request` names, or the only one there is.
    func database(for request: Request) throws(RouterError) -> (DatabaseName, any GuardedDatabase) {
        guard let name = request.database else {
            if databases.count == 1, let only = databases.first { return (only.key, only.value) }
            throw RouterError(
                .unknownDatabase, at: .route, "the request names no database, and several are served",
                hint: "name one of \(list)")
        }
        guard let database = databases[name] else {
            throw RouterError(
                .unknownDatabase, at: .route, "no database named \(String(name.text.prefix(40))) is served",
                hint: "name one of \(list)")
        }
        return (name, database)
    }

    private var list: String {
        databases.keys.sorted().prefix(20).map(\.text).joined(separator: ", ")
    }
}
