import CSQLite

/// What even a trusted script may not do, since its database must be the same in every build.
final class ScriptScruples {
    /// Whether the statement just compiled is a `BEGIN` or a `COMMIT`, which the one transaction around the script
    /// replaces.
    var isPassedOver = false
    /// What was denied, if anything.
    private(set) var denial: String?

    private static let chance: Set<SQLName> = [SQLName("random"), SQLName("randomblob")]

    /// Makes SQLite ask, for as long as this object lives or until another authorizer is set.
    func install(on database: OpaquePointer) {
        sqlite3_set_authorizer(
            database,
            { context, action, first, second, _, _ in
                let scruples = Unmanaged<ScriptScruples>.fromOpaque(context!).takeUnretainedValue()
                scruples.judge(action, first.map { SQLName($0) }, second.map { SQLName($0) })
                return scruples.denial == nil ? SQLITE_OK : SQLITE_DENY
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func judge(_ action: Int32, _ first: SQLName?, _ second: SQLName?) {
        switch action {
        case SQLITE_TRANSACTION where first == SQLName("rollback"): denial = "ROLLBACK would undo the script"
        case SQLITE_TRANSACTION: isPassedOver = true
        case SQLITE_ATTACH, SQLITE_DETACH: denial = "a script writes one database only"
        case SQLITE_FUNCTION:
            guard let second, Self.chance.contains(second) else { return }
            denial = "\(second.text)() would make every build a different one"
        default: break
        }
    }
}
