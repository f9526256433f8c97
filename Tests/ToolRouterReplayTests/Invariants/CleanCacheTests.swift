import Testing
import ToolRouterFormats

@testable import ToolRouter
@testable import ToolRouterReplay

struct CleanCacheTests {
    private static var settings: CacheSettings {
        var settings = CacheSettings()
        settings.ttl = .seconds(60)
        settings.entries = 3
        settings.staleIfError = .seconds(30)
        return settings
    }

    private static func invariant(_ scope: CacheScope = .user) -> CleanCache {
        CleanCache(settings, scope: scope)
    }

    private typealias Step = InvariantStory.Step

    /// A request that ends by storing its answer.
    private static func stores(
        _ id: RequestID, _ question: String, _ plan: Plan = .count, caller: Caller? = nil
    ) -> [Step] {
        [
            .at(.zero, id, .arrived(id, caller: caller)), .at(.zero, id, .planned(plan, .planner)),
            .at(.zero, id, .ran(plan, .twoRows)), .at(.zero, id, .storing(.of(question), StoredAnswer(plan, .twoRows))),
            .at(.zero, id, .answered(plan, to: id)),
            .at(.zero, id, .stored(.of(question), StoredAnswer(plan, .twoRows))),
        ]
    }

    private static let joined = RouterEvent.Kind.attemptJoined(RouterEvent.Kind.attempt)
    private static let shared = RouterEvent.Kind.joinEnded(
        RouterEvent.Kind.attempt, .replied(.of(nil), .of(nil, nil), .success(.count)), duration: .zero, pays: false)

    /// Two users of one tenant, and one of another.
    private static let ann = Caller(tenant: "emea", user: "ann")
    private static let ben = Caller(tenant: "emea", user: "ben")
    private static let kim = Caller(tenant: "apac", user: "ann")

    /// A request whose question is being planned, and one that joins it.
    private static func join(_ first: Caller, _ second: Caller, _ steps: Step...) -> [Step] {
        [
            .at(.zero, "r-1", .arrived("r-1", caller: first)), .at(.zero, "r-1", .asked),
            .at(.zero, "r-2", .arrived("r-2", caller: second)), .at(.zero, "r-2", .recalled(.joined)),
            .at(.zero, "r-2", joined),
        ] + steps
    }

    static let joins: [(story: InvariantStory, scope: CacheScope)] = [
        (InvariantStory("a call of the same user", join(ann, ann, .at(.seconds(1), "r-2", shared))), .user),
        (InvariantStory("a call of another user", breaks: [3], join(ann, ben)), .user),
        (InvariantStory("a call of another user of the tenant", join(ann, ben)), .tenant),
        (InvariantStory("a call of another tenant", breaks: [3], join(ann, kim)), .tenant),
        (
            InvariantStory(
                "a call that its own user has left, and another user", breaks: [6],
                join(
                    ann, ann, .at(.seconds(1), "r-3", .arrived("r-3", caller: ben)),
                    .at(.seconds(1), "r-3", joined))), .user
        ),
        (
            InvariantStory(
                "a call whose starter has left",
                join(
                    ann, ann, .at(.seconds(1), "r-1", .unanswered),
                    .at(.seconds(1), "r-3", .arrived("r-3", caller: ann)), .at(.seconds(1), "r-3", joined))), .user
        ),
        (
            InvariantStory(
                "a call that has ended", breaks: [7],
                join(
                    ann, ann, .at(.seconds(1), "r-1", .replied(nil, nil)), .at(.seconds(1), "r-2", shared),
                    .at(.seconds(2), "r-2", joined))), .user
        ),
    ]

    @Test(arguments: joins)
    func `nobody waits for a call that was made for another`(row: (story: InvariantStory, scope: CacheScope)) {
        row.story.expect(of: Self.invariant(row.scope))
    }

    static let stories = [
        InvariantStory(
            "an answer of the planner", .now(.arrived()), .now(.planned(.count, .planner)),
            .now(.ran(.count, .twoRows)), .now(.storing(.of("q"), StoredAnswer(.count, .twoRows))), .now(.answered())),
        InvariantStory(
            "a fallback", breaks: [3], .now(.arrived()), .now(.planned(.count, .rules)),
            .now(.ran(.count, .twoRows)), .now(.storing(.of("q"), StoredAnswer(.count, .twoRows)))),
        InvariantStory(
            "a question that was SQL", breaks: [3], .now(.arrived()), .now(.planned(.count, .raw)),
            .now(.ran(.count, .twoRows)), .now(.storing(.of("q"), StoredAnswer(.count, .twoRows)))),
        InvariantStory(
            "a clarification", breaks: [3], .now(.arrived()), .now(.planned(.count, .planner)),
            .now(.clarified(.lowConfidence)), .now(.storing(.of("q"), StoredAnswer(.count, .twoRows)))),
        InvariantStory(
            "a failure", breaks: [3], .now(.arrived()), .now(.planned(.count, .planner)),
            .now(.runFailed(.count, RouterError(.sqlFailed, at: .run, "it failed"))),
            .now(.storing(.of("q"), StoredAnswer(.count, .twoRows)))),
        InvariantStory(
            "a failure of the planner", breaks: [1], .now(.arrived()),
            .now(.storing(.of("q"), StoredAnswer(.count, .twoRows)))),
        InvariantStory(
            "a truncated answer", breaks: [3], .now(.arrived()), .now(.planned(.count, .planner)),
            .now(.ran(.count, .cutRows)), .now(.storing(.of("q"), StoredAnswer(.count, .cutRows)))),
        InvariantStory(
            "another plan", breaks: [3], .now(.arrived()), .now(.planned(.count, .planner)),
            .now(.ran(.count, .twoRows)), .now(.storing(.of("q"), StoredAnswer(.names, .twoRows)))),
        InvariantStory(
            "a hit on nothing", breaks: [1], .now(.arrived()), .now(.recalled(.hit(.of("q"), age: .zero))),
            .now(.answered(.count, .cache))),
        InvariantStory(
            "a stale answer that was never stored", breaks: [1], .now(.arrived()),
            .now(.servedFallback(.of("q"), .plannerFailed, age: .seconds(61)))),
        InvariantStory(
            "one to be renewed that was never stored", breaks: [1], .now(.arrived()),
            .now(.recalled(.refresh(.of("q"), age: .zero)))),
    ]

    @Test(arguments: stories)
    func `breaks when anything incomplete is stored`(story: InvariantStory) {
        story.expect(of: Self.invariant())
    }

    /// A stored answer to `q`, and how a hit on it ends.
    @Test(arguments: [
        ("what was stored", Duration.seconds(60), "q", RouterEvent.Kind.answered(.count, .cache, to: "r-2"), [Int]()),
        ("another plan", .seconds(1), "q", .answered(.names, .cache, to: "r-2"), [8]),
        ("more rows", .seconds(1), "q", .answered(.count, .cache, .cutRows, to: "r-2"), [8]),
        ("an error", .seconds(1), "q", .ended(.failed(RouterError(.sqlFailed, at: .run, "no")), to: "r-2"), [8]),
        ("an answer past its time", .seconds(60) + .nanoseconds(1), "q", .answered(.count, .cache, to: "r-2"), [7]),
        ("the answer to another question", .seconds(1), "other", .answered(.count, .cache, to: "r-2"), [7]),
    ])
    func `a hit is fresh and returns what was stored`(
        row: (name: String, age: Duration, question: String, ending: RouterEvent.Kind, breaks: [Int])
    ) {
        let hit = Step.at(row.age, "r-2", .recalled(.hit(.of(row.question), age: row.age)))
        let steps =
            Self.stores("r-1", "q") + [.at(row.age, "r-2", .arrived("r-2")), hit, .at(row.age, "r-2", row.ending)]
        InvariantStory(row.name, breaks: row.breaks, steps).expect(of: Self.invariant())
    }

    /// A stored answer that is found later, and how old it may be then.
    @Test(arguments: [
        (
            "stale in time, after a planner that took five seconds", Duration.seconds(95),
            RouterEvent.Kind.servedFallback(.of("q"), .plannerFailed, age: .seconds(95)), [Int]()
        ),
        (
            "stale past that time, too", .seconds(95) + .nanoseconds(1),
            .servedFallback(.of("q"), .plannerFailed, age: .seconds(95) + .nanoseconds(1)), [7]
        ),
        ("renewed at the last moment", .seconds(65), .recalled(.refresh(.of("q"), age: .seconds(60))), []),
        (
            "renewed after it", .seconds(65), .recalled(.refresh(.of("q"), age: .seconds(60) + .nanoseconds(1))), [7]
        ),
    ])
    func `what stands in or is renewed is no older than allowed`(
        row: (name: String, at: Duration, found: RouterEvent.Kind, breaks: [Int])
    ) {
        let arrival = Step.at(row.at - .seconds(5), "r-2", .arrived("r-2"))
        let steps = Self.stores("r-1", "q") + [arrival, .at(row.at, "r-2", row.found)]
        InvariantStory(row.name, breaks: row.breaks, steps).expect(of: Self.invariant())
    }

    /// Who asked first, who finds the answer, and whether that is right.
    @Test(arguments: [
        ("the same user", Caller(tenant: "t", user: "u"), Caller(tenant: "t", user: "u"), CacheScope.user, true),
        ("another user", Caller(tenant: "t", user: "u"), Caller(tenant: "t", user: "v"), .user, false),
        (
            "another user where the tenant shares", Caller(tenant: "t", user: "u"), Caller(tenant: "t", user: "v"),
            .tenant, true
        ),
        ("another tenant", Caller(tenant: "t", user: "u"), Caller(tenant: "s", user: "u"), .tenant, false),
        (
            "the same address", Caller(tenant: "t", ip: "10.1.0.9"), Caller(tenant: "t", ip: "::ffff:10.1.0.9"), .user,
            true
        ),
        ("another address", Caller(tenant: "t", ip: "10.1.0.9"), Caller(tenant: "t", ip: "10.1.0.8"), .user, false),
        ("a neighbour", Caller(tenant: "t", ip: "2001:db8::1"), Caller(tenant: "t", ip: "2001:db8::2"), .user, false),
        ("an empty name", Caller(tenant: "t", user: ""), Caller(tenant: "t", user: ""), .user, false),
        ("nobody knows who", Caller(tenant: "t"), Caller(tenant: "t"), .user, false),
    ])
    func `what is found was stored for nobody else`(
        row: (name: String, first: Caller, second: Caller, scope: CacheScope, isRight: Bool)
    ) {
        for found in [
            RouterEvent.Kind.recalled(.hit(.of("q"), age: .zero)), .recalled(.refresh(.of("q"), age: .zero)),
            .servedFallback(.of("q"), .plannerFailed, age: .zero),
        ] {
            let steps =
                Self.stores("r-1", "q", caller: row.first)
                + [.at(.zero, "r-2", .arrived("r-2", caller: row.second)), .at(.zero, "r-2", found)]
            InvariantStory(row.name, breaks: row.isRight ? [] : [7], steps).expect(of: Self.invariant(row.scope))
        }
    }

    /// A store outside of the process has kept an answer, and its reply is still on the way.
    @Test(arguments: [
        ("outside of the process", true, "q", [Int]()), ("inside of it", false, "q", [6]),
        ("another question", true, "other", [6]),
    ])
    func `what is found may be about to be stored, where others keep it`(
        row: (name: String, isShared: Bool, question: String, breaks: [Int])
    ) {
        let steps =
            Self.stores("r-1", "q").dropLast()
            + [.at(.zero, "r-2", .arrived("r-2")), .at(.zero, "r-2", .recalled(.hit(.of(row.question), age: .zero)))]
        InvariantStory(row.name, breaks: row.breaks, Array(steps)).expect(
            of: CleanCache(Self.settings, isShared: row.isShared, scope: .user))
    }

    @Test func `nothing is stored where there is no cache`() {
        InvariantStory("no cache", breaks: [3], Self.stores("r-1", "q")).expect(
            of: CleanCache(nil, scope: .user))
    }

    @Test func `a cache outside may find what it had before, and what it never said that it kept`() {
        let latest = Self.store(3).besides(Self.store(2).besides(Self.store(1), most: 7), most: 7)
        #expect(latest.fingerprints == [3, 2, 1])
        #expect(latest.besides(Self.store(0), most: 0).fingerprints == [3, 2, 1])
        let another = RecentStore(fingerprint: 4, owner: 9)
        #expect(another.besides(latest, most: 7).fingerprints == [4], "of another owner nothing counts")

        let twice = Self.stores("r-1", "q") + Self.stores("r-2", "q", .names)
        let hit: [Step] = [
            .at(.seconds(1), "r-3", .arrived("r-3")),
            .at(.seconds(1), "r-3", .recalled(.hit(.of("q"), age: .seconds(1)))),
            .at(.seconds(1), "r-3", .answered(.count, .cache, to: "r-3")),
        ]
        InvariantStory("in the process", breaks: [14], twice + hit).expect(of: CleanCache(Self.settings, scope: .user))
        InvariantStory("outside of it", breaks: [], twice + hit)
            .expect(of: CleanCache(Self.settings, isShared: true, scope: .user))
    }

    @Test func `what a cache of that size can still hold is remembered, in bounded memory`() {
        var stores = RecentStores(entries: 100)
        for number in 0..<10_000 {
            stores.remember(Self.store(number), under: .of("q\(number)"))
            // One that is asked for again and again is never the least recently used one.
            stores.remember(stores.use(.of("q0")) ?? Self.store(-1), under: .of("q0"))
            for age in [0, 1, 50, 98] where age < number {
                #expect(stores.use(.of("q\(number - age)")) == Self.store(number - age))
            }
        }
        #expect(stores.use(.of("q0")) == Self.store(0))
        #expect(stores.use(.of("q5000")) == nil)
        #expect(stores.count <= 400)
    }

    private static func store(_ number: Int) -> RecentStore {
        RecentStore(fingerprint: UInt64(bitPattern: Int64(number)), owner: nil)
    }
}
