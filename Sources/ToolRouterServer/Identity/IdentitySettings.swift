package import ToolRouter
package import ToolRouterFormats

/// Who may ask: the keys that are known, and what somebody without one is.
package struct IdentitySettings: Hashable, Sendable {
    /// The keys; without any the address of the peer is the identity.
    package var keys: [KeySettings] = []
    /// What somebody without a key is where keys are configured; nil refuses them.
    package var anonymous: AnonymousSettings?

    package init() {}

    /// The keys of the file that are read here.
    package static let keys = ["keys", "keys_file", "anonymous"]

    /// Reads the sections of a file in `folder`.
    ///
    /// - Parameter roles: the roles there are.
    package init(
        _ file: ConfigurationSection, in folder: ConfigurationFolder, roles: Set<RoleName>
    ) throws(FileError) {
        fatalError("\(file) \(folder) \(roles)")
    }
}

/// One API key. The key itself is known to its holder only.
package struct KeySettings: Hashable, Sendable {
    /// Its name, for people and logs.
    package var name: String
    /// The SHA-256 of the key, 32 bytes.
    package var sha256: [UInt8]
    /// The tenant that it acts for.
    package var tenant: TenantID
    /// The user that it is.
    package var user: UserID
    /// Its role; nil is what everybody may.
    package var role: RoleName?
    /// Whether it allows admin actions.
    package var isAdmin = false
    /// The other tenants that a body may name.
    package var tenants: Set<TenantID> = []
    /// Whether a body may name the user.
    package var namesUsers = false

    package init(name: String, sha256: [UInt8], tenant: TenantID, user: UserID, role: RoleName? = nil) {
        self.name = name
        self.sha256 = sha256
        self.tenant = tenant
        self.user = user
        self.role = role
    }
}

/// What somebody without a key is.
package struct AnonymousSettings: Hashable, Sendable {
    /// The tenant.
    package var tenant: TenantID
    /// The role; nil is what everybody may.
    package var role: RoleName?

    package init(tenant: TenantID = "public", role: RoleName? = nil) {
        self.tenant = tenant
        self.role = role
    }
}
