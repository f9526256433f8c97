package import ToolRouter
import ToolRouterFormats

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
    /// Whether it may read the metrics.
    package var readsMetrics = false

    package init(name: String, sha256: [UInt8], tenant: TenantID, user: UserID, role: RoleName? = nil) {
        self.name = name
        self.sha256 = sha256
        self.tenant = tenant
        self.user = user
        self.role = role
    }
}

extension KeySettings {
    /// The most keys that a service knows.
    static let most = 10_000
    static let expected = "a list of keys, each {name, sha256, tenant}"
    private static let keys = ["name", "sha256", "tenant", "user", "role", "admin", "tenants", "users", "metrics"]

    /// The keys in a file: a list, alone or under `keys`.
    static func nodes(inFile path: String) throws(FileError) -> [ConfigurationNode] {
        let root = try ConfigurationNode(yamlFile: path, kind: "a file with keys")
        guard case .mapping = root.content else { return try root.someElements(expected) }
        return try ConfigurationSection(root, keys: ["keys"]).required("keys", expected).someElements(expected)
    }

    /// Reads keys: no two have one name or one hash, and no two are one user without saying so.
    static func all(_ nodes: [ConfigurationNode], roles: Set<RoleName>) throws(FileError) -> [KeySettings] {
        var keys: [KeySettings] = []
        var names: [String: ConfigurationNode] = [:]
        var hashes: [[UInt8]: String] = [:]
        var users: [Place: (key: String, isNamed: Bool)] = [:]
        for node in nodes {
            let section = try ConfigurationSection(node)
            let key = try KeySettings(section, roles: roles)
            if let other = names.updateValue(node, forKey: key.name) {
                throw (section["name"] ?? node).fault(
                    found: "the name \"\(Excerpt.of(key.name))\" again, after line \(other.line)",
                    expected: "a name of its own", remedy: "rename one of the two keys")
            }
            if let other = hashes.updateValue(key.name, forKey: key.sha256) {
                throw (section["sha256"] ?? node).fault(
                    found: "the hash of the key \(Excerpt.of(other))", expected: "a key of its own",
                    remedy: "make one with `toolrouter keys new`")
            }
            let isNamed = section["user"] != nil
            let place = Place(tenant: key.tenant, user: key.user)
            if let other = users[place], !isNamed || !other.isNamed {
                throw (section["user"] ?? node).fault(
                    found:
                        "the user \"\(Excerpt.of(key.user.text))\", which the key \(Excerpt.of(other.key)) is as well",
                    expected: "a user of its own, or one that both keys name under `user`",
                    remedy: "name the user of each, or rename a key")
            }
            users[place] = (key.name, isNamed)
            keys.append(key)
        }
        return keys
    }

    private struct Place: Hashable {
        let tenant: TenantID
        let user: UserID
    }

    private init(_ section: ConfigurationSection, roles: Set<RoleName>) throws(FileError) {
        if let key = section["key"] {
            throw key.fault(
                found: "a key", expected: "none: this file may be read by many",
                remedy:
                    "put its hash under `sha256`, as `toolrouter keys new` prints it, and make another key: this one is known"
            )
        }
        try section.refuseKeys(notIn: Self.keys)
        let name = try section.required("name", "a name").name()
        let hash = try section.required("sha256", Self.hash)
        let tenant = try section.required("tenant", "the name of a tenant").name("the name of a tenant")
        self.init(
            name: name, sha256: try Self.sha256(hash), tenant: TenantID(tenant),
            user: UserID(try section["user"]?.name("the name of a user") ?? name),
            role: try section["role"]?.role(of: roles))
        if let isAdmin = try section["admin"]?.isTrue() { self.isAdmin = isAdmin }
        if let namesUsers = try section["users"]?.isTrue() { self.namesUsers = namesUsers }
        if let readsMetrics = try section["metrics"]?.isTrue() { self.readsMetrics = readsMetrics }
        if let node = section["tenants"] {
            tenants = Set(
                try node.someElements("a list of tenants").distinct { node throws(FileError) in
                    TenantID(try node.name("the name of a tenant"))
                })
        }
    }

    private static let hash = "the SHA-256 of the key in 64 hexadecimal digits"

    private static func sha256(_ node: ConfigurationNode) throws(FileError) -> [UInt8] {
        let digits = Array(try node.text(hash).utf8)
        let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64, values.count == 64 else {
            // What stands there may be the key itself, which belongs in no error message.
            throw node.fault(
                found: "something else", expected: hash, remedy: "take it from `toolrouter keys new`")
        }
        return stride(from: 0, to: 64, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}

extension ConfigurationNode {
    fileprivate func isTrue() throws(FileError) -> Bool {
        let choices: KeyValuePairs<String, Bool> = ["true": true, "false": false]
        return try choice(choices)
    }
}
