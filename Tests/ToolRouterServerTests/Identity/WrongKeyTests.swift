import NIOHTTP1
import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct WrongKeyTests {
    private let identities: Identities

    init() throws {
        identities = Identities(try IdentitySettings(yaml: IdentityAttempt.withKeys))
    }

    private func code(_ key: String, from peer: String, at moment: Timestamp = .ofIdentity) -> ErrorCode? {
        do throws(RouterError) {
            _ = try identities.identify(.with([("x-api-key", key)], from: peer), at: moment)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `who sends wrong keys is told to wait, and who has the right one is never kept out by them`() {
        for number in 0..<20 { #expect(code("wrong-\(number)", from: "203.0.113.9") == .unauthenticated) }
        #expect(code("wrong", from: "203.0.113.9") == .rateLimited)
        #expect(code("wrong", from: "::ffff:203.0.113.9") == .rateLimited)
        #expect(code("what is no key", from: "203.0.113.9") == .rateLimited)
        #expect(code(IdentityAttempt.clerk, from: "203.0.113.9") == nil)
        #expect(code("wrong", from: "203.0.113.10") == .unauthenticated)
        #expect(code("wrong", from: "203.0.113.9", at: .ofIdentity + .seconds(6)) == .unauthenticated)
        #expect(identities.wrongKeyCount == 25)
    }

    @Test func `of IPv6 a network is one address`() {
        for number in 0..<20 { #expect(code("wrong", from: "2001:db8::\(number)") == .unauthenticated) }
        #expect(code("wrong", from: "2001:db8::ffff") == .rateLimited)
        #expect(code("wrong", from: "2001:db8:0:1::1") == .unauthenticated)
    }

    @Test func `addresses without end take no memory without end`() {
        for number in 0..<20_000 {
            _ = code("wrong", from: "198.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)")
        }
        #expect(identities.wrongKeyCount == 20_000)
        // The table is full: newcomers share one allowance, and that is stricter.
        #expect(code("wrong", from: "10.0.0.1") == .rateLimited)
        #expect(code(IdentityAttempt.clerk, from: "10.0.0.1") == nil)
    }

    @Test func `no key is no wrong key`() {
        for _ in 0..<100 { #expect(throws: RouterError.self) { try identities.identify(.with(), at: .ofIdentity) } }
        #expect(identities.wrongKeyCount == 0)
    }

    @Test(arguments: [
        "", "x", "tr_", "tr_c", String(IdentityAttempt.clerk.prefix(45)), IdentityAttempt.clerk + "c",
        String(IdentityAttempt.clerk.dropLast()) + "d", "d" + IdentityAttempt.clerk.dropFirst(), IdentityAttempt.clerk,
    ])
    func `as many bytes are compared however much of a key is right`(_ token: String) throws {
        let ring = KeyRing(try IdentitySettings(yaml: IdentityAttempt.withKeys).keys)
        var bytes = 0
        let key = ring.key(token, countingInto: &bytes)
        #expect(bytes == 32 && (key != nil) == (token == IdentityAttempt.clerk))
    }

    @Test func `the hash of a stand-in opens nothing`() {
        let zeros = KeySettings(name: "zeros", sha256: [UInt8](repeating: 0, count: 32), tenant: "t", user: "u")
        let ring = KeyRing([zeros])
        #expect(ring.key("anything") == nil && KeyRing([]).key("anything") == nil)
    }

    @Test func `a hash that only begins like a key's is another one`() {
        var hash = KeyRing.sha256("secret")
        hash[31] ^= 1
        #expect(KeyRing([KeySettings(name: "near", sha256: hash, tenant: "t", user: "u")]).key("secret") == nil)
    }

    @Test func `a refusal for want of a key says which scheme there is`() {
        let refused = HTTPReply(RouterError(.unauthenticated, at: .admit, "no key"), of: "r-1")
        #expect(refused.status == .unauthorized && refused.headers["www-authenticate"] == ["Bearer"])
        let forbidden = HTTPReply(RouterError(.forbidden, at: .admit, "not this key"), of: "r-1")
        #expect(forbidden.status == .forbidden && forbidden.headers["www-authenticate"].isEmpty)
    }

    @Test func `a new key is 32 random bytes, and its hash finds it`() throws {
        let keys = (0..<100).map { _ in NewKey() }
        #expect(Set(keys.map(\.text)).count == 100)
        for key in keys {
            #expect(key.text.wholeMatch(of: /tr_[A-Za-z0-9_-]{43}/) != nil)
            let yaml = "keys: [{name: k, sha256: \(key.sha256), tenant: t}]"
            let identity = try Identities(try IdentitySettings(yaml: yaml)).identify(
                .with([("authorization", "Bearer \(key.text)")]), at: .ofIdentity)
            #expect(identity.key == "k" && identity.caller.user == "k")
        }
        #expect(
            NewKey(bytes: [UInt8](repeating: 0xff, count: 32)).text == "tr_" + String(repeating: "_", count: 42) + "8")
    }
}
