import SQLSandbox
import ToolRouter

extension RoleSettings {
    /// The most roles of one file.
    private static let most = 64
    /// The most policies that differ: a service has lanes for each.
    private static let mostPolicies = 16

    /// Reads all roles of a file whose common policy is `common`, sorted by name, and the limits that they have of their own.
    static func all(
        _ node: ConfigurationNode, common: SandboxPolicy
    ) throws(FileError) -> (roles: [RoleSettings], limits: [RoleName: UserLimits]) {
        let entries = try node.someEntries("a mapping of roles")
        guard entries.count <= most else {
            throw node.fault(
                found: "\(entries.count) roles", expected: "at most \(most)",
                remedy: "make one of those who may the same")
        }
        var roles: [RoleSettings] = []
        var limits: [RoleName: UserLimits] = [:]
        for entry in entries {
            let section = try ConfigurationSection(entry.value, keys: ["sql", "limits"])
            let name = RoleName(entry.name)
            let sql = try section["sql"].map { node throws(FileError) in try SandboxPolicy(ofRole: node, common: common)
            }
            roles.append(RoleSettings(name: name, sql: sql ?? common))
            if let node = section["limits"] { limits[name] = try UserLimits(node) }
        }
        let policies = Set(roles.map(\.sql))
        guard policies.count <= mostPolicies else {
            throw node.fault(
                found: "\(policies.count) policies", expected: "at most \(mostPolicies) that differ",
                remedy: "let roles share one: give them the same `sql`")
        }
        return (roles.sorted { $0.name < $1.name }, limits)
    }
}

extension SandboxPolicy {
    /// The key of a role's policy by which it may go beyond the common one.
    private static let widens = "widens"
    private static let allowedColumns = "allowed_columns"

    /// Reads the policy of a role: what it says takes the place of what `common` says, key by key, and the columns that it
    /// denies are denied besides. It goes nowhere beyond `common` unless it says `widens: true`.
    init(ofRole node: ConfigurationNode, common: SandboxPolicy) throws(FileError) {
        let section = try ConfigurationSection(node)
        var widens = false
        if let choice = try section[Self.widens]?.choice(["true": true, "false": false]) { widens = choice }
        try self.init(node, besides: [Self.widens, Self.allowedColumns], common: common)
        let allowed = try Self.allowedColumns(section, common, widens: widens)
        deny(common.deniedColumns, but: allowed)
        if !widens { try requireWithin(common, section) }
    }

    /// Adds the columns that are denied in common, without those that the role is allowed.
    private mutating func deny(_ columns: [String: Set<String>], but allowed: [SQLName: Set<SQLName>]) {
        for (table, names) in columns.sorted(by: { $0.key < $1.key }) {
            let lifted = allowed[SQLName(table)] ?? []
            let kept = names.filter { !lifted.contains(SQLName($0)) }
            guard !kept.isEmpty else { continue }
            let own = deniedColumns.keys.sorted().first { SQLName($0) == SQLName(table) } ?? table
            deniedColumns[own, default: []].formUnion(kept)
        }
    }

    /// The columns that `allowed_columns` takes off the common list: each must be on it.
    private static func allowedColumns(
        _ section: ConfigurationSection, _ common: SandboxPolicy, widens: Bool
    ) throws(FileError) -> [SQLName: Set<SQLName>] {
        guard let node = section[allowedColumns] else { return [:] }
        var allowed: [SQLName: Set<SQLName>] = [:]
        for entry in try node.someEntries("tables with the columns to allow") {
            let denied = common.deniedColumns.filter { SQLName($0.key) == SQLName(entry.name) }.flatMap(\.value)
            for column in try entry.value.someElements("a list of columns") {
                let name = SQLName(try column.name("the name of a column"))
                guard denied.contains(where: { SQLName($0) == name }) else {
                    throw column.fault(
                        found: "a column that `sql.denied_columns` does not deny",
                        expected: "one that it denies", remedy: "correct the name, or remove it")
                }
                allowed[SQLName(entry.name), default: []].insert(name)
            }
        }
        guard widens else {
            throw node.fault(
                found: "columns that `sql.denied_columns` denies",
                expected: "none, since the role does not say `widens: true`",
                remedy: remedy)
        }
        return allowed
    }

    private static let remedy = "remove it, or add `widens: true` to the role's `sql`"

    /// Refuses what goes beyond the common policy.
    private func requireWithin(_ common: SandboxPolicy, _ section: ConfigurationSection) throws(FileError) {
        if case .only(let all) = common.tables, case .only(let own) = tables {
            let known = Set(all.map { SQLName($0) })
            if let beyond = own.sorted().first(where: { !known.contains(SQLName($0)) }) {
                throw (section["tables"] ?? section.node).beyond("the table \(Excerpt.of(beyond))", of: "tables")
            }
        }
        if let beyond = functions.subtracting(common.functions).sorted().first {
            throw (section["functions"] ?? section.node).beyond("the function \(beyond)", of: "functions")
        }
        if doubleQuotedStrings, !common.doubleQuotedStrings {
            let key = "double_quoted_strings"
            throw (section[key] ?? section.node).beyond("`allow`", of: key)
        }
        for (key, pairs) in [("budget", budget.beside(common.budget)), ("limits", limits.beside(common.limits))] {
            guard let beyond = pairs.first(where: { $0.own > $0.common }), let node = section[key] else { continue }
            throw (try ConfigurationSection(node)[beyond.name] ?? node)
                .beyond("\(beyond.own)", of: "\(key).\(beyond.name)", which: "\(beyond.common)")
        }
    }
}

extension ConfigurationNode {
    fileprivate func beyond(_ found: String, of key: String, which common: String? = nil) -> FileError {
        fault(
            found: "\(found), which goes beyond `sql.\(key)`" + (common.map { ", \($0)" } ?? ""),
            expected: "no more than everybody may, since the role does not say `widens: true`",
            remedy: "remove it, or add `widens: true` to the role's `sql`")
    }
}

extension ExecutionBudget {
    fileprivate func beside(_ common: ExecutionBudget) -> [(name: String, own: Int, common: Int)] {
        [
            ("rows", rows, common.rows), ("bytes", bytes, common.bytes),
            ("operations", operations, common.operations),
        ]
    }
}

extension StatementLimits {
    fileprivate func beside(_ common: StatementLimits) -> [(name: String, own: Int, common: Int)] {
        zip(named, common.named).map { ($0.0, $0.1, $1.1) }
    }
}
