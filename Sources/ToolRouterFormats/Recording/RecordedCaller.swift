package import ToolRouter

/// Who asked.
package struct RecordedCaller: Hashable, Sendable {
    /// The caller's organisation.
    package var tenant: TenantID
    /// The person or service, when known.
    package var user: UserID?
    /// The network address the request came from, as text.
    package var ip: String?
    /// What the caller may, by the configuration; nil is what everybody may.
    package var role: RoleName?

    package init(tenant: TenantID, user: UserID? = nil, ip: String? = nil, role: RoleName? = nil) {
        self.tenant = tenant
        self.user = user
        self.ip = ip
        self.role = role
    }

    func write(to writer: inout JSONWriter) {
        writer.member("tenant", tenant.text)
        writer.optionalMember("user", user?.text)
        writer.optionalMember("ip", ip)
        writer.optionalMember("role", role?.text)
    }
}

extension RecordedCaller: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["tenant", "user", "ip", "role"])
        tenant = TenantID(try object.name("tenant"))
        user = try object.optionalText("user").map { UserID($0) }
        ip = try object.optionalText("ip")
        // An empty role would be one that nobody has, and not none.
        role = try object.optionalText("role").map { RoleName($0) }
    }
}
