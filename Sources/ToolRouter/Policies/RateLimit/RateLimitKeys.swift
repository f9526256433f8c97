/// Whose allowance a limit is about.
public enum RateLimitScope: String, Hashable, CaseIterable, Sendable {
    /// One user of one tenant.
    case user
    /// One address, whoever is behind it and however it is spelt; of IPv6 one network.
    case ip
    /// All users of one tenant together.
    case tenant
    /// All callers together.
    case global
}

/// What a limit counts.
public enum RateLimitUnit: String, Hashable, CaseIterable, Sendable {
    /// Requests, each as one.
    case requests
    /// Tokens of the model: estimated before the request, put right after it.
    case tokens
}

/// One caller in 128 bits, hashed so that a caller who chooses its name can't choose its place.
public struct RateLimitKey: Hashable, Sendable {
    let low: UInt64
    let high: UInt64

    /// A key that is hashed already.
    public init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The key as 32 hexadecimal digits.
    package var hexadecimal: String {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { $0.hexadecimal }
    }

    fileprivate init(seed: UInt64, _ scope: UInt8, _ add: (inout KeyedHash) -> Void) {
        var hash = KeyedHash(key: (seed, 0x746f_6f6c_726f_7574))
        hash.add(scope)
        add(&hash)
        (low, high) = hash.finalize()
    }
}

/// Who makes a request, as far as the limits care.
public struct RateLimitKeys: Hashable, Sendable {
    /// The tenant the caller belongs to.
    public let tenant: RateLimitKey
    /// The user within the tenant; nil when unknown, then no user limit applies.
    public let user: RateLimitKey?
    /// The caller's address; nil when unknown, then no address limit applies.
    public let ip: RateLimitKey?
    /// The role whose limits apply to the user; nil where those of everybody do.
    public let role: RoleName?

    /// An empty user or address is unknown.
    ///
    /// - Parameters:
    ///   - role: the caller's role, where that has limits of its own.
    ///   - seed: keys the hashes; a server on the open net draws one that nobody knows.
    public init(
        tenant: TenantID, user: UserID? = nil, ip: CallerAddress? = nil, role: RoleName? = nil, seed: UInt64 = 0
    ) {
        self.role = role
        self.tenant = RateLimitKey(seed: seed, 1) { $0.add(tenant.text) }
        self.user = user.flatMap { user in
            user.text.isEmpty
                ? nil
                : RateLimitKey(seed: seed, 2) {
                    $0.add(tenant.text)
                    $0.add(user.text)
                    if let role { $0.add(role.text) }
                }
        }
        self.ip = ip.flatMap { ip in ip.isEmpty ? nil : RateLimitKey(seed: seed, 3) { ip.add(to: &$0) } }
    }

    /// Keys that are hashed already.
    public init(tenant: RateLimitKey, user: RateLimitKey? = nil, ip: RateLimitKey? = nil, role: RoleName? = nil) {
        self.role = role
        self.tenant = tenant
        self.user = user
        self.ip = ip
    }
}
