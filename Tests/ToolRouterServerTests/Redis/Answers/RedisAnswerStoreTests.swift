import Synchronization
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What the store of answers makes of what a Redis says.
struct RedisAnswerStoreTests {
    private static let start = Timestamp(microseconds: 1_800_000_000_000_000)
    private static let key = CacheKey(
        owner: CacheOwner(Caller(tenant: "t"), scope: .tenant)!, tool: "sql",
        question: CanonicalQuestion("how many?", foldingCase: false), fingerprints: [], prompt: "p")

    private let redis = RedisInMemory()
    private let store: RedisAnswerStore

    init() {
        var settings = CacheSettings()
        settings.ttl = .seconds(60)
        settings.staleIfError = .seconds(30)
        settings.entryBytes = 200_000
        store = RedisAnswerStore(
            settings, prefix: "test", seal: AnswerSeal(secret: [UInt8](repeating: 1, count: 32)), redis: redis)
    }

    private func answer(_ rows: Int = 1) -> StoredAnswer {
        StoredAnswer(
            plan: Plan(tool: "sql", arguments: ["sql": .string("SELECT 1")]),
            result: .rows(
                ResultSet(columns: ["a"], rows: Array(repeating: [.text("some text of a row")], count: rows))),
            storedAt: Self.start)
    }

    @Test(arguments: [1, 2_000])
    func `an answer is found by its key, small or large`(rows: Int) async throws {
        #expect(try await store.answer(for: Self.key, at: Self.start) == nil)
        #expect(try await store.store(answer(rows), for: Self.key, at: Self.start))
        let found = try #require(try await store.answer(for: Self.key, at: Self.start + .seconds(1)))
        guard case .rows(let set) = found.result else { return }
        #expect(set.rows.count == rows && found.freshFor == .seconds(59))
        try await store.remove(Self.key, at: Self.start)
        #expect(try await store.answer(for: Self.key, at: Self.start) == nil)
    }

    @Test func `its age follows from when it was stored`() async throws {
        _ = try await store.store(answer(), for: Self.key, at: Self.start)
        func freshFor(_ seconds: Int) async throws -> Duration? {
            try await store.answer(for: Self.key, at: Self.start + .seconds(seconds))?.freshFor
        }
        #expect(try await freshFor(60) == .zero)
        #expect(try await freshFor(61) == .seconds(-1))
        #expect(try await freshFor(90) == .seconds(-30))
        #expect(try await freshFor(91) == nil, "past the time that it is kept for")
        #expect(try await freshFor(-5) == .seconds(60), "the clock of who stored it is ahead")
    }

    @Test func `it expires in the Redis when it is of no more use`() async throws {
        _ = try await store.store(answer(), for: Self.key, at: Self.start)
        let words = redis.state.withLock { $0.commands }
        #expect(words[0][0] == "SET" && words[0][3...] == ["PX", "90000"])
        #expect(words[0][1].hasPrefix("test:a:") && words[0][1].utf8.count == 71)
    }

    @Test func `one that is too large is not kept`() async throws {
        #expect(try await store.store(answer(5_000), for: Self.key, at: Self.start) == false)
        #expect(redis.state.withLock { $0.commands }.isEmpty)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: Result<[RedisReply], RedisFailure>
        let failure: StoreFailure
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "bytes that are no answer", reply: .success([.bytes([1, 2, 3])]), failure: .unreadable),
        Row(name: "a number", reply: .success([.integer(7)]), failure: .unreadable),
        Row(name: "nothing at all", reply: .success([.nothing]), failure: .unreadable),
        Row(name: "two replies", reply: .success([.bytes([]), .bytes([])]), failure: .unreadable),
        Row(name: "no reply", reply: .success([]), failure: .unreadable),
        Row(name: "a value of another type", reply: .success([.error("WRONGTYPE Operation")]), failure: .unreadable),
        Row(name: "no room", reply: .success([.error("OOM command not allowed")]), failure: .refused),
        Row(name: "loading", reply: .success([.error("LOADING Redis is loading")]), failure: .refused),
        Row(name: "no leave", reply: .success([.error("NOAUTH Authentication required.")]), failure: .refused),
        Row(name: "no connection", reply: .failure(.disconnected), failure: .unavailable),
        Row(name: "a connection that ended", reply: .failure(.lost), failure: .unavailable),
        Row(name: "no reply in time", reply: .failure(.timedOut), failure: .timedOut),
        Row(name: "too many that wait", reply: .failure(.overloaded), failure: .overloaded),
        Row(name: "a caller who left", reply: .failure(.cancelled), failure: .cancelled),
    ]

    @Test(arguments: rows)
    func `what it says is an answer or a failure with a name`(row: Row) async throws {
        redis.state.withLock { $0.script = [row.reply] }
        await #expect(throws: row.failure) { try await store.answer(for: Self.key, at: Self.start) }
    }

    @Test func `an answer under another key's name does not open`() async throws {
        _ = try await store.store(answer(), for: Self.key, at: Self.start)
        let other = CacheKey(
            owner: CacheOwner(Caller(tenant: "u"), scope: .tenant)!, tool: "sql",
            question: CanonicalQuestion("how many?", foldingCase: false), fingerprints: [], prompt: "p")
        let name = try await nameOf(other)
        redis.state.withLock { state in state.values = [name: state.values.first!.value] }
        await #expect(throws: StoreFailure.unreadable) { try await store.answer(for: other, at: Self.start) }
    }

    /// What the store calls the answer of `key`.
    private func nameOf(_ key: CacheKey) async throws -> [UInt8] {
        try await store.remove(key, at: Self.start)
        return Array(redis.state.withLock { $0.commands.last! }[1].utf8)
    }
}
