import Testing

@testable import ToolRouter

struct PlannerCallBookTests {
    private typealias Book = PlannerCallBook<String, String>

    private static let now = Timestamp(microseconds: 0)
    private static let permit: CircuitBreakerPermit = {
        var breaker = CircuitBreaker()
        guard case .permitted(let permit, _) = breaker.admit(at: now) else { preconditionFailure("it is closed") }
        return permit
    }()

    private static func key(_ name: String) -> CacheKey {
        CacheKey(
            owner: CacheOwner(Caller(tenant: "t"), scope: .tenant)!, tool: "auto",
            question: CanonicalQuestion(name, foldingCase: false), fingerprints: [], prompt: "")
    }

    private static func book(inFlight: Int = 256, abandoned: Int = 64) -> Book {
        Book(limits: PlannerCallLimits(inFlight: inFlight, abandoned: abandoned))
    }

    private func start(_ book: inout Book, _ name: String?) -> Book.Place {
        book.start(name.map(Self.key), Self.permit, at: Self.now)
    }

    private func join(_ book: inout Book, _ name: String) -> Book.Place? { book.join(Self.key(name)) }

    /// What became of leaving, in a word.
    private func leave(_ book: inout Book, _ place: Book.Place) -> String {
        switch book.leave(place, paying: "p\(place.number)") {
        case .othersWait: "others wait"
        case .last: "last"
        case .ended(let delivery): delivery.permit == nil ? "ended" : "ended, answers for it"
        case .gone: "gone"
        }
    }

    /// Those who are told of the end, or in a word what else it means.
    private func end(_ book: inout Book, _ place: Book.Place) -> [String] {
        switch book.end(place.call, with: .failure(.connection)) {
        case .delivered(let waiters): waiters
        case .late(let account): ["late, paid by \(account.payer)"]
        case .over: ["over"]
        }
    }

    // MARK: Sharing

    @Test func `others join the call under way for the same key, and no other`() throws {
        var book = Self.book()
        #expect(join(&book, "a") == nil)
        let first = start(&book, "a")
        let second = try #require(join(&book, "a"))
        #expect(first.isStarter && !second.isStarter)
        #expect(first.call == second.call)
        #expect(join(&book, "b") == nil)
        #expect(book.isUnderWay(Self.key("a")))
        #expect(book.inFlight == 1)
    }

    @Test func `a call without a key is joined by nobody`() {
        var book = Self.book()
        let first = start(&book, nil)
        let second = start(&book, nil)
        #expect(first.call != second.call)
    }

    @Test func `its end is told to those who wait, in the order of joining, and then it is over`() throws {
        var book = Self.book()
        let places = [start(&book, "a")] + (0..<3).map { _ in book.join(Self.key("a"))! }
        for (number, place) in places.enumerated().reversed() { _ = book.wait("w\(number)", at: place) }
        _ = leave(&book, places[1])
        #expect(end(&book, places[0]) == ["w0", "w2", "w3"])
        #expect(join(&book, "a") == nil)
        #expect(book.inFlight == 0)
        let answersForIt = [places[0], places[2], places[3]].map { book.collect($0).permit != nil }
        #expect(answersForIt == [true, false, false])
        #expect(book.count == 0)
    }

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
    func `the last one to leave abandons it, in any order`(order: [Int]) {
        var book = Self.book()
        let places = [start(&book, "a")] + (0..<2).map { _ in book.join(Self.key("a"))! }
        let departures = order.map { leave(&book, places[$0]) }
        #expect(departures == ["others wait", "others wait", "last"])
        #expect(leave(&book, places[0]) == "gone")
        #expect((book.inFlight, book.abandoned) == (0, 1))
        #expect(join(&book, "a") == nil)
        #expect(end(&book, places[0]) == ["late, paid by p\(order[2])"], "nobody waits for its reply")
        #expect((book.count, book.abandoned) == (0, 0))
    }

    @Test(arguments: ["forgotten", "left by all", "ended"])
    func `the end of an old call does not end its successor`(ending: String) throws {
        var book = Self.book()
        let old = start(&book, "a")
        switch ending {
        case "forgotten": book.forget(Self.key("a"))
        case "left by all": _ = leave(&book, old)
        default: _ = end(&book, old)
        }
        let new = start(&book, "a")
        _ = end(&book, old)
        _ = leave(&book, old)
        let joined = try #require(join(&book, "a"))
        #expect(joined.call == new.call)
        _ = end(&book, new)
        #expect(!book.isUnderWay(Self.key("a")))
    }

    @Test func `abandoned calls are written off once, stay under way, and are paid for by those who left last`() {
        var book = Self.book(inFlight: 3)
        let places = [start(&book, "a"), start(&book, nil), start(&book, "c")]
        let joined = book.join(Self.key("a"))!
        for place in [places[0], joined, places[1]] { _ = leave(&book, place) }
        #expect(book.writeOff().map(\.payer) == ["p1", "p0"])
        #expect(book.writeOff().isEmpty)
        #expect((book.inFlight, book.abandoned) == (1, 2))
        #expect(end(&book, places[0]) == ["over"], "it was paid for")
        #expect(end(&book, places[2]) == [])
        #expect((book.inFlight, book.abandoned) == (0, 1))
    }

    // MARK: Orders that only threads take

    @Test func `an end that comes before the wait is collected without waiting`() {
        var book = Self.book()
        let place = start(&book, nil)
        #expect(end(&book, place) == [])
        let waits = book.wait("w", at: place)
        let delivery = book.collect(place)
        #expect(!waits)
        #expect(delivery.permit == Self.permit)
        #expect(book.count == 0)
    }

    @Test func `who leaves when it has ended, and answers for it, is told so`() {
        var book = Self.book()
        let first = start(&book, "a")
        let second = book.join(Self.key("a"))!
        _ = end(&book, first)
        #expect(leave(&book, second) == "ended")
        #expect(leave(&book, first) == "ended, answers for it")
        #expect(leave(&book, first) == "gone")
        #expect(book.count == 0)
    }

    @Test func `the task of a call that has ended is not kept`() {
        var book = Self.book()
        let place = start(&book, nil)
        _ = end(&book, place)
        book.isMade(place.call, by: Task {})
        _ = book.collect(place)
        #expect(book.count == 0)
    }

    // MARK: Bounds

    @Test func `so many calls in flight and no more`() {
        var book = Self.book(inFlight: 2)
        let first = start(&book, "a")
        _ = start(&book, "b")
        #expect(book.refusal == .busy(inFlight: 2))
        #expect(join(&book, "a") != nil, "joining makes no call")
        _ = end(&book, first)
        #expect(book.refusal == nil)
    }

    @Test func `abandoned calls count until they end, and none counts twice`() {
        var book = Self.book(inFlight: 3, abandoned: 2)
        let places = (0..<3).map { start(&book, "\($0)") }
        _ = leave(&book, places[0])
        _ = leave(&book, places[0])
        #expect(book.refusal == nil)
        _ = leave(&book, places[1])
        #expect(book.refusal == .stuck(abandoned: 2))
        _ = end(&book, places[2])
        #expect(book.refusal == .stuck(abandoned: 2), "it was not one of those")
        _ = end(&book, places[0])
        _ = end(&book, places[0])
        #expect(book.refusal == nil)
        #expect(book.abandoned == 1)
    }
}
