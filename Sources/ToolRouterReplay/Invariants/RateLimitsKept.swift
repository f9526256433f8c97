import ToolRouter

/// What each user, address, tenant and all callers together were admitted never exceeds burst + rate × time, over any
/// interval.
///
/// It counts for itself. Of all intervals that end now, the one with the largest excess over the rate follows Lindley's
/// recursion: the excess shrinks with time, never below zero, and grows by one with each admission. So one number a
/// key judges all intervals, and a key whose number is zero is like one never seen.
struct RateLimitsKept: Invariant {
    static let name = "rate_limits_kept"

    private struct User: Hashable {
        let tenant: TenantID
        let user: UserID
    }

    private var users: AdmissionLedger<User>?
    private var addresses: AdmissionLedger<String>?
    private var tenants: AdmissionLedger<TenantID>?
    private var everybody: AdmissionLedger<Int>?

    init(_ limits: RateLimits) {
        users = limits.user.map { AdmissionLedger("user", $0) }
        addresses = limits.ip.map { AdmissionLedger("ip", $0) }
        tenants = limits.tenant.map { AdmissionLedger("tenant", $0) }
        everybody = limits.global.map { AdmissionLedger("global", $0) }
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        guard case .limited(let decision) = event.kind, decision.isAllowed, let history else { return nil }
        let caller = history.request.caller
        var discrepancy: Discrepancy?
        if let user = caller.user {
            discrepancy = users?.admit(User(tenant: caller.tenant, user: user), at: event.at)
        }
        if let ip = caller.ip { discrepancy = addresses?.admit(ip, at: event.at) ?? discrepancy }
        discrepancy = tenants?.admit(caller.tenant, at: event.at) ?? discrepancy
        return everybody?.admit(0, at: event.at) ?? discrepancy
    }
}
