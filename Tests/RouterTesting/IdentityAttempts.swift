import ToolRouter

extension IdentityAttempt {
    /// All attempts, with some honest requests among them: a table that refuses everything proves nothing.
    package static let all = honest + withKeysOfOthers + asOthers + fromElsewhere

    private static let app = Caller(tenant: "emea", user: "app-1", ip: "127.0.0.1", role: "clerk")
    private static let portalItself = Caller(tenant: "emea", user: "portal", ip: "127.0.0.1", role: "clerk")
    private static let guest = Caller(tenant: "lobby", ip: "127.0.0.1", role: "guest")
    private static let peer = Caller(tenant: "public", ip: "127.0.0.1")

    private static func bearer(_ key: String) -> [(name: String, value: String)] {
        [("Authorization", "Bearer \(key)")]
    }

    private static func from(_ address: String) -> Caller {
        var caller = app
        caller.ip = address
        return caller
    }

    private static let honest = [
        IdentityAttempt("the right key", headers: bearer(clerk), .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "the right key in the other header", headers: [("X-API-Key", clerk)],
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "the same key in both headers", headers: bearer(clerk) + [("x-api-key", clerk)],
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "the scheme in small letters", headers: [("authorization", "bearer \(clerk)")],
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "the key's own tenant in the body", headers: bearer(clerk), tenant: "emea",
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "a user in the body of a front end", headers: bearer(portal), user: "u-7",
            .caller(Caller(tenant: "emea", user: "u-7", ip: "127.0.0.1", role: "clerk"), key: "portal", isAdmin: false)),
        IdentityAttempt(
            "another tenant in the body of a key that may act for it", headers: bearer(portal), tenant: "apac",
            .caller(
                Caller(tenant: "apac", user: "portal", ip: "127.0.0.1", role: "clerk"), key: "portal", isAdmin: false)),
        IdentityAttempt(
            "an admin's key", headers: bearer(admin),
            .caller(Caller(tenant: "home", user: "operations", ip: "127.0.0.1"), key: "operations", isAdmin: true)),
        IdentityAttempt(
            "no key where guests may come", configuration: withAnonymous, .caller(guest, key: nil, isAdmin: false)),
        IdentityAttempt(
            "no key where there are none", configuration: withoutKeys, .caller(peer, key: nil, isAdmin: false)),
    ]

    private static let withKeysOfOthers = [
        IdentityAttempt("no key where one is needed", .refused(.unauthenticated)),
        IdentityAttempt(
            "a wrong key", headers: bearer("tr_" + String(repeating: "x", count: 43)), .refused(.unauthenticated)),
        IdentityAttempt(
            "a wrong key where guests may come", configuration: withAnonymous,
            headers: bearer("tr_" + String(repeating: "x", count: 43)), .refused(.unauthenticated)),
        IdentityAttempt(
            "the beginning of a key", headers: bearer(String(clerk.dropLast())), .refused(.unauthenticated)),
        IdentityAttempt("a key and one letter more", headers: bearer(clerk + "c"), .refused(.unauthenticated)),
        IdentityAttempt("a key in capitals", headers: bearer(clerk.uppercased()), .refused(.unauthenticated)),
        IdentityAttempt(
            "the hash of a key in its place",
            headers: bearer("17465a51909a1d075cb80ecf432ddcf8ba7f158a66fa8297eaed2ce203b58936"),
            .refused(.unauthenticated)),
        IdentityAttempt("the name of a key in its place", headers: bearer("app"), .refused(.unauthenticated)),
        IdentityAttempt("an empty key", headers: [("x-api-key", "")], .refused(.unauthenticated)),
        IdentityAttempt(
            "an empty key where guests may come", configuration: withAnonymous, headers: [("authorization", "Bearer ")],
            .refused(.unauthenticated)),
        IdentityAttempt(
            "an endless key", headers: bearer(clerk + String(repeating: "c", count: 4_000)), .refused(.unauthenticated)),
        IdentityAttempt(
            "two keys, the right one first", headers: bearer(clerk) + [("x-api-key", admin)], .refused(.unauthenticated)
        ),
        IdentityAttempt(
            "two keys in one header", headers: [("authorization", "Bearer \(clerk), Bearer \(admin)")],
            .refused(.unauthenticated)),
        IdentityAttempt(
            "two headers with a key each", headers: bearer(clerk) + bearer(admin), .refused(.unauthenticated)),
        IdentityAttempt(
            "a key under another scheme", headers: [("authorization", "Basic \(clerk)")], .refused(.unauthenticated)),
        IdentityAttempt("a key without a scheme", headers: [("authorization", clerk)], .refused(.unauthenticated)),
        IdentityAttempt(
            "a key in a cookie", headers: [("cookie", "x-api-key=\(admin); authorization=Bearer \(admin)")],
            .refused(.unauthenticated)),
        IdentityAttempt(
            "an admin's key where there are no keys", configuration: withoutKeys, headers: bearer(admin),
            .caller(peer, key: nil, isAdmin: false)),
    ]

    private static let asOthers = [
        IdentityAttempt(
            "another tenant in the body", headers: bearer(clerk), tenant: "apac", .refused(.forbidden)),
        IdentityAttempt(
            "the own tenant in capitals", headers: bearer(clerk), tenant: "EMEA", .refused(.forbidden)),
        IdentityAttempt("an empty tenant", headers: bearer(clerk), tenant: "", .refused(.forbidden)),
        IdentityAttempt(
            "a tenant that the front end may not act for", headers: bearer(portal), tenant: "home", .refused(.forbidden)
        ),
        IdentityAttempt(
            "an admin's key and a tenant that is not its own", headers: bearer(admin), tenant: "emea",
            .refused(.forbidden)),
        IdentityAttempt(
            "a tenant in the body of a guest", configuration: withAnonymous, tenant: "emea", .refused(.forbidden)),
        IdentityAttempt(
            "the guests' own tenant in the body of a guest", configuration: withAnonymous, tenant: "lobby",
            .refused(.forbidden)),
        IdentityAttempt(
            "a tenant in the body where there are no keys", configuration: withoutKeys, tenant: "public",
            .refused(.forbidden)),
        IdentityAttempt(
            "a user in the body of a key that names none", headers: bearer(clerk), user: "boss",
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "a user in the body where there are no keys", configuration: withoutKeys, user: "boss",
            .caller(peer, key: nil, isAdmin: false)),
        IdentityAttempt(
            "an empty user in the body of a front end", headers: bearer(portal), user: "",
            .caller(portalItself, key: "portal", isAdmin: false)),
        IdentityAttempt(
            "a user whose name is a book", headers: bearer(portal), user: UserID(String(repeating: "u", count: 257)),
            .refused(.malformedRequest)),
        IdentityAttempt(
            "a role, a tenant and a user in headers",
            headers: bearer(clerk) + [
                ("x-role", "auditor"), ("x-tenant", "home"), ("x-user", "operations"), ("x-admin", "true"),
                ("x-forwarded-user", "operations"), ("remote-user", "operations"),
            ], .caller(app, key: "app", isAdmin: false)),
    ]

    private static let fromElsewhere = [
        IdentityAttempt(
            "an address in a header, from no proxy", headers: bearer(clerk) + [("x-forwarded-for", "203.0.113.9")],
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "an address in a header, from no trusted proxy", proxies: ["10.0.0.0/8", "::1"],
            headers: bearer(clerk) + [("x-forwarded-for", "203.0.113.9")], .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "addresses in other headers, from a trusted proxy", proxies: ["127.0.0.1"],
            headers: bearer(clerk) + [
                ("forwarded", "for=203.0.113.9"), ("x-real-ip", "203.0.113.9"), ("cf-connecting-ip", "203.0.113.9"),
                ("true-client-ip", "203.0.113.9"), ("x-client-ip", "203.0.113.9"),
            ], .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "a trusted proxy's word", proxies: ["127.0.0.0/8"],
            headers: bearer(clerk) + [("X-Forwarded-For", "203.0.113.9")],
            .caller(from("203.0.113.9"), key: "app", isAdmin: false)),
        IdentityAttempt(
            "an address that the client wrote before the proxy's", proxies: ["127.0.0.1"],
            headers: bearer(clerk) + [("x-forwarded-for", "198.51.100.1, 203.0.113.9")],
            .caller(from("203.0.113.9"), key: "app", isAdmin: false)),
        IdentityAttempt(
            "an address that the client wrote in a header of its own", proxies: ["127.0.0.1"],
            headers: bearer(clerk) + [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.9")],
            .caller(from("203.0.113.9"), key: "app", isAdmin: false)),
        IdentityAttempt(
            "a client that writes a trusted proxy's address", proxies: ["127.0.0.1", "10.0.0.0/8"],
            headers: bearer(clerk) + [("x-forwarded-for", "198.51.100.1, 10.9.9.9, 203.0.113.9")],
            .caller(from("203.0.113.9"), key: "app", isAdmin: false)),
        IdentityAttempt(
            "a row of trusted proxies", proxies: ["127.0.0.1", "10.0.0.0/8"],
            headers: bearer(clerk) + [("x-forwarded-for", "198.51.100.1, 203.0.113.9, 10.0.0.2, 10.0.0.1")],
            .caller(from("203.0.113.9"), key: "app", isAdmin: false)),
        IdentityAttempt(
            "an address in the clothes of IPv6", proxies: ["127.0.0.1"],
            headers: bearer(clerk) + [("x-forwarded-for", "::ffff:203.0.113.9")],
            .caller(from("203.0.113.9"), key: "app", isAdmin: false)),
        IdentityAttempt(
            "an address with a port and one with a zone", proxies: ["127.0.0.1", "fe80::/10"],
            headers: bearer(clerk) + [("x-forwarded-for", "[2001:DB8::1]:4711, fe80::1%eth0")],
            .caller(from("2001:db8::1"), key: "app", isAdmin: false)),
        IdentityAttempt(
            "what is no address, from a trusted proxy", proxies: ["127.0.0.1"],
            headers: bearer(clerk) + [("x-forwarded-for", "203.0.113.9, unknown")],
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "an address with leading zeros", proxies: ["127.0.0.1"],
            headers: bearer(clerk) + [("x-forwarded-for", "0203.00.0113.09")],
            .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "an empty header from a trusted proxy", proxies: ["127.0.0.1"],
            headers: bearer(clerk) + [("x-forwarded-for", "")], .caller(app, key: "app", isAdmin: false)),
        IdentityAttempt(
            "a guest who writes the address of another one", configuration: withAnonymous,
            headers: [("x-forwarded-for", "203.0.113.9")], .caller(guest, key: nil, isAdmin: false)),
    ]
}
