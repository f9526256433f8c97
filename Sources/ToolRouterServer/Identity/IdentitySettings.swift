package import ToolRouter
package import ToolRouterFormats

/// Who may ask: the keys that are known, and what somebody without one is.
package struct IdentitySettings: Hashable, Sendable {
    /// The keys; without any the address of the peer is the identity.
    package var keys: [KeySettings] = []
    /// What somebody without a key is. Nil refuses them where keys are configured; where none are, they are of the tenant
    /// `public`, without a role.
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
        var nodes: [ConfigurationNode] = []
        if let node = file["keys"] { nodes += try node.someElements(KeySettings.expected) }
        if let node = file["keys_file"] {
            nodes += try KeySettings.nodes(inFile: folder.file(node, "a file with keys"))
        }
        guard nodes.count <= KeySettings.most else {
            throw file.node.fault(
                found: "\(nodes.count) keys", expected: "at most \(KeySettings.most)", remedy: "remove some")
        }
        keys = try KeySettings.all(nodes, roles: roles)
        if let node = file["anonymous"] { anonymous = try AnonymousSettings(node, roles: roles, keys: keys) }
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

    fileprivate init(_ node: ConfigurationNode, roles: Set<RoleName>, keys: [KeySettings]) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["tenant", "role"])
        self.init()
        if let tenant = try section["tenant"]?.name("the name of a tenant") { self.tenant = TenantID(tenant) }
        role = try section["role"]?.role(of: roles)
        // Whoever has no key would be in one allowance, and with `cache.scope: tenant` at one another's answers, with those
        // who have one.
        if let key = keys.first(where: { $0.tenant == tenant }) {
            throw (section["tenant"] ?? node).fault(
                found: "the tenant of the key \(Excerpt.of(key.name))",
                expected: "a tenant of their own for those without a key", remedy: "name another one")
        }
    }
}

extension ConfigurationNode {
    /// The name of one of `roles`.
    func role(of roles: Set<RoleName>) throws(FileError) -> RoleName {
        let name = RoleName(try self.name("the name of a role"))
        guard roles.contains(name) else {
            let names = roles.sorted().map(\.text)
            let nearest = Spelling.nearest(to: name.text, among: names)
            throw fault(
                expected: names.isEmpty
                    ? "no role, since there are none under `roles`"
                    : "one of " + names.map { "`\(Excerpt.of($0))`" }.joined(separator: ", "),
                remedy: nearest.map { "did you mean `\(Excerpt.of($0))`?" } ?? "add it under `roles`, or remove it")
        }
        return name
    }
}
