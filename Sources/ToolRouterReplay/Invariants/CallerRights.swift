import SQLSandbox
import ToolRouter

/// What callers may, by their roles: what an approved call touches is held against it, and not how the guard came to approve it.
struct CallerRights {
    private var everybody: Rights?
    private var roles: [RoleName: Rights]

    /// - Parameters:
    ///   - policy: what everybody may; nil where nobody knows what anybody may.
    ///   - roles: what those may who have a role.
    init(_ policy: SandboxPolicy? = nil, roles: [RoleName: SandboxPolicy] = [:]) {
        everybody = policy.map { Rights($0) }
        self.roles = roles.mapValues { Rights($0) }
    }

    /// What a call touches that `caller` may not: no table beside those of its policy, no denied column, no function that it may
    /// not call; and nothing at all for a role that is not configured.
    mutating func fault(of footprint: Footprint, for caller: Caller) -> Discrepancy? {
        guard everybody != nil else { return nil }
        guard let role = caller.role else { return everybody?.fault(of: footprint) }
        guard roles[role] != nil else {
            return Discrepancy(
                expected: "nothing approved for a role that is not configured", found: "an approved call")
        }
        return roles[role]?.fault(of: footprint)
    }
}

/// What one policy allows, as names that compare as SQLite's do.
private struct Rights {
    private let tables: Set<SQLName>?
    private let deniedColumns: Set<SQLName>
    private let functions: Set<SQLName>
    /// What was touched lately and is allowed: most calls touch what others have touched.
    private var allowed = [Footprint?](repeating: nil, count: mostAllowed)
    private static let mostAllowed = 512

    init(_ policy: SandboxPolicy) {
        tables = if case .only(let names) = policy.tables { Set(names.map { SQLName($0) }) } else { nil }
        deniedColumns = Set(
            policy.deniedColumns.flatMap { table, columns in columns.map { SQLName("\(table).\($0)") } })
        functions = Set(policy.functions.map { SQLName($0) })
    }

    /// What is touched and not allowed.
    mutating func fault(of footprint: Footprint) -> Discrepancy? {
        var hash = QuickHash()
        for names in [footprint.tables, footprint.columns, footprint.functions] {
            for name in names { hash.combine(name) }
        }
        let place = Int(truncatingIfNeeded: hash.value % UInt64(Self.mostAllowed))
        if let known = allowed[place], known.hasSameNames(as: footprint) { return nil }
        if let fault = faultOfNames(footprint) { return fault }
        allowed[place] = footprint
        return nil
    }

    private func faultOfNames(_ footprint: Footprint) -> Discrepancy? {
        if let tables, let table = footprint.tables.first(where: { !tables.contains(SQLName($0)) }) {
            return Discrepancy(expected: "only tables that the caller's role may read", found: table)
        }
        if let column = footprint.columns.first(where: { deniedColumns.contains(SQLName($0)) }) {
            return Discrepancy(expected: "no column that the caller's role may not read", found: column)
        }
        if let function = footprint.functions.first(where: { !functions.contains(SQLName($0)) }) {
            return Discrepancy(expected: "only functions that the caller's role may call", found: function)
        }
        return nil
    }
}

extension Footprint {
    /// Whether both touch what has the same names, byte by byte.
    fileprivate func hasSameNames(as other: Footprint) -> Bool {
        func isSame(_ left: [String], _ right: [String]) -> Bool {
            left.count == right.count && zip(left, right).allSatisfy { $0.hasSameBytes(as: $1) }
        }
        return isSame(tables, other.tables) && isSame(columns, other.columns) && isSame(functions, other.functions)
    }
}
