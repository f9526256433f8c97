import Testing
import ToolRouter

/// Answers that are stored with their rows as JSON.
@Suite struct KeptJSONTests {
    private let key = CacheKey(
        owner: CacheOwner(Caller(tenant: "emea", user: "u-1"), scope: .user)!, tool: "sql",
        question: CanonicalQuestion("q", foldingCase: false),
        fingerprints: [], prompt: "p")
    private let rows = ResultSet(columns: ["n"], rows: [[.integer(7)], [.text("a")]])
    private let now = Timestamp(microseconds: 0)

    private func stored(_ store: InMemoryAnswerStore) async -> ResultSet? {
        let answer = StoredAnswer(plan: Plan(tool: "sql"), result: .rows(rows), storedAt: now)
        guard await store.store(answer, for: key, at: now), let found = await store.answer(for: key, at: now),
            case .rows(let rows) = found.result
        else { return nil }
        return rows
    }

    @Test func `rows come back with their JSON, which counts in what the store holds`() async throws {
        let plain = InMemoryAnswerStore(ttl: .seconds(1), entries: 1)
        let keeping = InMemoryAnswerStore(ttl: .seconds(1), entries: 1, keepsJSON: true)
        let (without, with) = (try #require(await stored(plain)), try #require(await stored(keeping)))
        #expect(without == rows && with == rows)
        #expect(without.json == nil)
        let json = #""columns":["n"],"rows":[[7],["a"]],"truncated":false"#
        #expect(with.json == Array(json.utf8))
        #expect(keeping.size!.bytes == plain.size!.bytes + json.utf8.count)
    }

    @Test func `an answer that is too large with its JSON is stored without`() async throws {
        let bytes = StoredAnswer(plan: Plan(tool: "sql"), result: .rows(rows), storedAt: now).bytes
        let store = InMemoryAnswerStore(ttl: .seconds(1), entries: 1, entryBytes: bytes + 10, keepsJSON: true)
        let kept = try #require(await stored(store))
        #expect(kept == rows && kept.json == nil)
    }

    @Test func `whoever changes rows changes their JSON`() {
        var kept = rows
        kept.keepJSON(within: .max)
        kept.rows[0][0] = .integer(8)
        #expect(kept.json == nil)
        var writer = JSONWriter()
        kept.write(to: &writer)
        #expect(writer.text == #"{"columns":["n"],"rows":[[8],["a"]],"truncated":false}"#)
    }
}
