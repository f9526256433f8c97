import ToolRouter

/// The ledgers of each user, each address, each tenant and all callers together, where there is a limit for them.
struct CallerLedgers {
    private struct User: Hashable {
        let tenant: TenantID
        let user: UserID
    }

    private var users: AdmissionLedger<User>?
    /// Those of users whose role has limits of its own, by role; nil where that one has none in this unit.
    private var usersOfRoles: [RoleName: AdmissionLedger<User>?] = [:]
    private var addresses: AdmissionLedger<CallerAddress>?
    private var tenants: AdmissionLedger<TenantID>?
    private var everybody: AdmissionLedger<Int>?
    private let ipv6Prefix: Int

    /// Ledgers of requests.
    init(_ limits: RateLimits) {
        ipv6Prefix = limits.ipv6Prefix
        users = limits.user.map { AdmissionLedger("user", $0) }
        for role in limits.roles.keys.sorted() {
            usersOfRoles[role] =
                limits.of(role: role).user.map { AdmissionLedger("user", $0) } as AdmissionLedger<User>?
        }
        addresses = limits.ip.map { AdmissionLedger("ip", $0) }
        tenants = limits.tenant.map { AdmissionLedger("tenant", $0) }
        everybody = limits.global.map { AdmissionLedger("global", $0) }
    }

    /// Ledgers of tokens.
    init(tokensOf all: RateLimits) {
        ipv6Prefix = all.ipv6Prefix
        let limits = all.tokens
        users = limits.user.map { AdmissionLedger("user token", $0) }
        for role in all.roles.keys.sorted() {
            let limit = all.of(role: role).tokens.user
            usersOfRoles[role] = limit.map { AdmissionLedger("user token", $0) } as AdmissionLedger<User>?
        }
        addresses = limits.ip.map { AdmissionLedger("ip token", $0) }
        tenants = limits.tenant.map { AdmissionLedger("tenant token", $0) }
        everybody = limits.global.map { AdmissionLedger("global token", $0) }
    }

    /// Counts an admission of `caller` for so many requests or tokens; what it exceeds is returned.
    mutating func admit(_ caller: Caller, for count: Int, at now: Timestamp) -> Discrepancy? {
        var discrepancy: Discrepancy?
        if let user = caller.user {
            discrepancy = withUsers(of: caller.role) {
                $0?.admit(User(tenant: caller.tenant, user: user), for: count, at: now)
            }
        }
        if let address = address(of: caller) {
            discrepancy = addresses?.admit(address, for: count, at: now) ?? discrepancy
        }
        discrepancy = tenants?.admit(caller.tenant, for: count, at: now) ?? discrepancy
        return everybody?.admit(0, for: count, at: now) ?? discrepancy
    }

    /// Whether every limit allows `caller` so many requests or tokens now.
    func hasRoom(for caller: Caller, _ count: Int, at now: Timestamp) -> Bool {
        if let user = caller.user {
            let own = caller.role.flatMap { usersOfRoles[$0] } ?? users
            if own?.hasRoom(for: User(tenant: caller.tenant, user: user), count, at: now) == false { return false }
        }
        if let address = address(of: caller), addresses?.hasRoom(for: address, count, at: now) == false { return false }
        return tenants?.hasRoom(for: caller.tenant, count, at: now) ?? true
            && everybody?.hasRoom(for: 0, count, at: now) ?? true
    }

    /// Counts what an admitted `caller` turned out to spend besides, or takes back what is negative.
    mutating func spend(_ count: Int, of caller: Caller, at now: Timestamp) {
        if let user = caller.user {
            withUsers(of: caller.role) { $0?.spend(count, of: User(tenant: caller.tenant, user: user), at: now) }
        }
        if let address = address(of: caller) { addresses?.spend(count, of: address, at: now) }
        tenants?.spend(count, of: caller.tenant, at: now)
        everybody?.spend(count, of: 0, at: now)
    }

    /// Does `body` to the ledger of users who have `role`.
    private mutating func withUsers<Result>(
        of role: RoleName?, _ body: (inout AdmissionLedger<User>?) -> Result
    ) -> Result {
        guard let role, case .some = usersOfRoles[role] else { return body(&users) }
        return body(&usersOfRoles[role, default: nil])
    }

    /// The address that the caller has, where there is a limit for it.
    private func address(of caller: Caller) -> CallerAddress? {
        addresses == nil ? nil : caller.ip.map { CallerAddress($0, ipv6Prefix: ipv6Prefix) }
    }
}
