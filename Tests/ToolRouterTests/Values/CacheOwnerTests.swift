import Testing
import ToolRouter

@Suite struct CacheOwnerTests {
    private static func owner(_ caller: Caller, _ scope: CacheScope = .user) -> CacheOwner? {
        CacheOwner(caller, scope: scope, ipv6Prefix: 64)
    }

    @Test(arguments: [
        ("another user", Caller(tenant: "t", user: "u"), Caller(tenant: "t", user: "v")),
        ("another tenant's user", Caller(tenant: "t", user: "u"), Caller(tenant: "s", user: "u")),
        ("a user in capitals", Caller(tenant: "t", user: "u"), Caller(tenant: "t", user: "U")),
        ("names that run together", Caller(tenant: "ab", user: "c"), Caller(tenant: "a", user: "bc")),
        ("another address", Caller(tenant: "t", ip: "10.1.0.9"), Caller(tenant: "t", ip: "10.1.0.8")),
        ("another tenant behind one address", Caller(tenant: "t", ip: "10.1.0.9"), Caller(tenant: "s", ip: "10.1.0.9")),
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
        ("a network of IPv6", Caller(tenant: "t", ip: "2001:db8::1"), Caller(tenant: "t", ip: "2001:DB8::2")),
    ])
    func `one caller is one`(name: String, left: Caller, right: Caller) throws {
        let owner = Self.owner(left)
        #expect(owner != nil && owner == Self.owner(right))
    }

    @Test func `who is known by neither name nor address owns nothing`() {
        #expect(Self.owner(Caller(tenant: "t")) == nil)
    }

    @Test func `a tenant is one owner where it shares, and no other tenant is the same`() throws {
        let found = Self.owner(Caller(tenant: "t", user: "u", ip: "::1"), .tenant)
        let owner = try #require(found)
        #expect(owner == Self.owner(Caller(tenant: "t"), .tenant))
        #expect(owner != Self.owner(Caller(tenant: "s", user: "u", ip: "::1"), .tenant))
    }
}
