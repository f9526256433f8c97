package import ToolRouter

/// An attempt to be somebody else, or to get more than one's own, over HTTP; and what must come of it. The same table is told
/// to those who tell who asks, and to a whole service.
package struct IdentityAttempt: Sendable {
    /// What must come of it.
    package enum Outcome: Hashable, Sendable {
        /// The request is refused before it is asked.
        case refused(ErrorCode)
        /// The request is that of this caller, and of nobody else, whatever it says.
        case caller(Caller, key: String?, isAdmin: Bool)
    }

    package let testDescription: String
    /// The configuration: the sections `keys` and `anonymous`, in YAML; empty without any.
    package var configuration = Self.withKeys
    /// The networks of proxies that are trusted.
    package var proxies: [String] = []
    /// The headers, in order.
    package var headers: [(name: String, value: String)] = []
    /// Where the connection comes from: over a real socket it can be nothing else.
    package let peer = "127.0.0.1"
    /// What the body says.
    package var tenant: TenantID?
    package var user: UserID?
    package let outcome: Outcome

    package init(
        _ name: String, configuration: String = Self.withKeys, proxies: [String] = [],
        headers: [(name: String, value: String)] = [], tenant: TenantID? = nil, user: UserID? = nil, _ outcome: Outcome
    ) {
        testDescription = name
        self.configuration = configuration
        self.proxies = proxies
        self.headers = headers
        self.tenant = tenant
        self.user = user
        self.outcome = outcome
    }
}

extension IdentityAttempt {
    /// The key of an application of the tenant `emea`, whose role is `clerk`.
    package static let clerk = "tr_" + String(repeating: "c", count: 43)
    /// The key of a front end that names its users, and may act for `emea` and `apac`.
    package static let portal = "tr_" + String(repeating: "p", count: 43)
    /// An admin's key.
    package static let admin = "tr_" + String(repeating: "a", count: 43)

    /// A configuration with these keys, where there are the roles `clerk` and `guest`. Whoever has none is refused.
    package static let withKeys = """
        keys:
        - name: app
          sha256: 17465a51909a1d075cb80ecf432ddcf8ba7f158a66fa8297eaed2ce203b58936
          tenant: emea
          user: app-1
          role: clerk
        - name: portal
          sha256: a1e2ffd8b045393cde3b9e5bd65f5fcbec653bb842fa4b64f4e1214767d52644
          tenant: emea
          tenants: [apac]
          users: true
          role: clerk
        - name: operations
          sha256: 28d03d7a0e50844c8e207ca564642aa9f188d386679b80aa70e2e2a445d8645f
          tenant: home
          admin: true
        """

    /// The same, and whoever has no key is a guest.
    package static let withAnonymous = withKeys + "\nanonymous: {tenant: lobby, role: guest}\n"
    /// No keys at all.
    package static let withoutKeys = "{}"
}
