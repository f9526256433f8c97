import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct RecentTrailsTests {
    private func trail(_ id: String, steps: Int = 1) -> KeptTrail {
        let step = TrailStep(stage: .plan, at: .zero, took: .zero, what: "a")
        return KeptTrail(
            request: RequestID(id), outcome: "answered", tool: nil, source: nil, code: nil, latency: .zero,
            steps: Array(repeating: step, count: steps))
    }

    private func owner(_ user: String, key: String? = "k", ip: String? = nil) -> TrailOwner {
        let caller = Caller(tenant: "t", user: UserID(user), ip: ip)
        return TrailOwner(Identity(caller: caller, key: key), caller)
    }

    @Test func `one caller's trails have a bound, and its own oldest goes`() {
        let book = RecentTrails()
        book.keep(trail("other"), of: owner("b"))
        for number in 0..<RecentTrails.mostOfOne + 5 { book.keep(trail("\(number)"), of: owner("a")) }
        #expect(book.count == RecentTrails.mostOfOne + 1)
        #expect(book.trail(of: "4", for: owner("a")) == nil)
        #expect(book.trail(of: "5", for: owner("a")) != nil)
        #expect(book.trail(of: "other", for: owner("b")) != nil)
    }

    @Test func `all trails have a bound, and so has each`() {
        let book = RecentTrails()
        for number in 0..<RecentTrails.most + 9 { book.keep(trail("\(number)"), of: owner("\(number)")) }
        #expect(book.count == RecentTrails.most)
        #expect(book.trail(of: "8", for: owner("8")) == nil)
        book.keep(trail("long", steps: 1_000), of: owner("x"))
        #expect(book.trail(of: "long", for: owner("x"))?.steps.count == RecentTrails.longest)
    }

    @Test func `whoever has a key is the key, the user and the tenant, and whoever has none is the address`() {
        let book = RecentTrails()
        book.keep(trail("a"), of: owner("u", key: "k", ip: "192.0.2.1"))
        #expect(book.trail(of: "a", for: owner("u", key: "k", ip: "192.0.2.2")) != nil)
        #expect(book.trail(of: "a", for: owner("v", key: "k", ip: "192.0.2.1")) == nil)
        #expect(book.trail(of: "a", for: owner("u", key: "l", ip: "192.0.2.1")) == nil)
        #expect(book.trail(of: "a", for: owner("u", key: nil, ip: "192.0.2.1")) == nil)
        book.keep(trail("b"), of: owner("", key: nil, ip: "192.0.2.1"))
        #expect(book.trail(of: "b", for: owner("", key: nil, ip: "192.0.2.1")) != nil)
        #expect(book.trail(of: "b", for: owner("", key: nil, ip: "192.0.2.2")) == nil)
    }

    @Test func `a trail that is kept already stays as it is`() {
        let book = RecentTrails()
        book.keep(trail("a"), of: owner("u"))
        book.keep(trail("a", steps: 2), of: owner("v"))
        #expect(book.trail(of: "a", for: owner("u"))?.steps.count == 1)
        #expect(book.trail(of: "a", for: owner("v")) == nil)
    }
}
