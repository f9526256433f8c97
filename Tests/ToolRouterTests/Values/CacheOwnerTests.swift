import Testing
import ToolRouter

@Suite struct CacheOwnerTests {
    private static func owner(_ caller: Caller, _ scope: CacheScope = .user) -> CacheOwner? {
        CacheOwner(caller, scope: scope)
    }

    @Test(arguments: [
        ("another user", Caller(tenant: "t", user: "u"), Caller(tenant: "t", user: "v")),
        ("another tenant's user", Caller(tenant: "t", user: "u"), Caller(tenant: "s", user: "u")),
        ("a user in capitals", Caller(tenant: "t", user: "u"), Caller(tenant: "t", user: "U")),
        ("names that run together", Caller(tenant: "ab", user: "c"), Caller(tenant: "a", user: "bc")),
        ("another address", Caller(tenant: "t", ip: "10.1.0.9"), Caller(tenant: "t", ip: "10.1.0.8")),
        ("another tenant behind one address", Caller(tenant: "t", ip: "10.1.0.9"), Caller(tenant: "s", ip: "10.1.0.9")),
        ("a neighbour in a network", Caller(tenant: "t", ip: "2001:db8::1"), Caller(tenant: "t", ip: "2001:DB8::2")),
        ("another zone", Caller(tenant: "t", ip: "fe80::1%eth0"), Caller(tenant: "t", ip: "fe80::1%eth1")),
        ("an address without a zone", Caller(tenant: "t", ip: "fe80::1%eth0"), Caller(tenant: "t", ip: "fe80::1")),
        ("another address and zone", Caller(tenant: "t", ip: "fe80::1%eth0"), Caller(tenant: "t", ip: "fe80::2%eth1")),
        ("another role", Caller(tenant: "t", user: "u", role: "r"), Caller(tenant: "t", user: "u", role: "s")),
        ("no role", Caller(tenant: "t", user: "u", role: "r"), Caller(tenant: "t", user: "u")),
        ("a role without a name", Caller(tenant: "t", user: "u", role: ""), Caller(tenant: "t", user: "u")),
        ("a user who is named like a role", Caller(tenant: "t", user: "u", role: "r"), Caller(tenant: "t", user: "ur")),
        ("an address in IPv6 of old", Caller(tenant: "t", ip: "::1"), Caller(tenant: "t", ip: "::10.1.0.9")),
        (
            "an address translated", Caller(tenant: "t", ip: "64:ff9b::1.2.3.4"),
            Caller(tenant: "t", ip: "64:ff9b::9.9.9.9")
        ),
        ("a zone of IPv4", Caller(tenant: "t", ip: "::ffff:10.1.0.9%a"), Caller(tenant: "t", ip: "::ffff:10.1.0.9%b")),
        (
            "a user who is named like an address", Caller(tenant: "t", user: "ip4 a010009"),
            Caller(tenant: "t", ip: "10.1.0.9")
        ),
    ])
    func `nobody owns another user's answer`(name: String, left: Caller, right: Caller) throws {
        let (first, second) = (Self.owner(left), Self.owner(right))
        let (left, right) = (try #require(first), try #require(second))
        #expect(left != right)
        func key(_ owner: CacheOwner) -> CacheKey {
            CacheKey(
                owner: owner, tool: "auto", question: CanonicalQuestion("q", foldingCase: false), fingerprints: [],
                prompt: "p")
        }
        #expect(key(left) != key(right))
    }

    @Test(arguments: [
        (
            "a user at another address", Caller(tenant: "t", user: "u", ip: "10.1.0.9"),
            Caller(tenant: "t", user: "u", ip: "::1")
        ),
        (
            "an address in another spelling", Caller(tenant: "t", ip: "10.1.0.9"),
            Caller(tenant: "t", ip: "::ffff:a01:9")
        ),
        ("an address of IPv6", Caller(tenant: "t", ip: "2001:db8::1"), Caller(tenant: "t", ip: "[2001:DB8:0::1]:80")),
        ("one zone", Caller(tenant: "t", ip: "fe80::1%eth0"), Caller(tenant: "t", ip: "[FE80:0::1%eth0]")),
        (
            "an empty user at an address", Caller(tenant: "t", user: "", ip: "10.1.0.9"),
            Caller(tenant: "t", ip: "10.1.0.9")
        ),
    ])
    func `one caller is one`(name: String, left: Caller, right: Caller) throws {
        let owner = Self.owner(left)
        #expect(owner != nil && owner == Self.owner(right))
    }

    @Test func `who is known by neither name nor address owns nothing`() {
        #expect(Self.owner(Caller(tenant: "t")) == nil)
        for ip in ["", " ", "unknown", "-", "10.1.0", "010.1.0.9", "fe80::1%"] {
            #expect(Self.owner(Caller(tenant: "t", ip: ip)) == nil, "\(ip)")
            #expect(Self.owner(Caller(tenant: "t", user: "", ip: ip)) == nil, "\(ip)")
        }
        var caller = Caller(tenant: "t", user: "u", ip: "10.1.0.9")
        (caller.user, caller.ip) = ("", "")
        #expect(Self.owner(caller) == nil)
    }

    @Test func `a tenant is one owner where it shares, and no other tenant is the same`() throws {
        let found = Self.owner(Caller(tenant: "t", user: "u", ip: "::1"), .tenant)
        let owner = try #require(found)
        #expect(owner == Self.owner(Caller(tenant: "t"), .tenant))
        #expect(owner != Self.owner(Caller(tenant: "s", user: "u", ip: "::1"), .tenant))
    }

    @Test func `users of a tenant share with those of their role only`() throws {
        func owner(_ user: UserID, _ role: RoleName?) -> CacheOwner? {
            Self.owner(Caller(tenant: "t", user: user, role: role), .tenant)
        }
        #expect(owner("u", "r") == owner("v", "r") && owner("u", nil) == owner("v", nil))
        #expect(owner("u", "r") != owner("u", "s") && owner("u", "r") != owner("u", nil))
    }
}
