import ToolRouter

/// A hit of the answer cache: naming the answer, finding it, and whether it is to be renewed.
enum AnswerCacheBench {
    static func run(answers: Int) async {
        let questions = (0..<answers).map { "How many orders did customer number \($0) place in the last quarter?" }
        let keys = questions.map(key)
        var generator = SplitMix64(state: 3)
        let order = (0..<200_000).map { _ in Int(generator.next() % UInt64(answers)) }

        figure("cache hit, its key (folding and SHA-256)", naming(questions, order), "ns")
        figure("cache hit, found and judged", await finding(keys, order), "ns")
    }

    private static func naming(_ questions: [String], _ order: [Int]) -> Double {
        var prefixes: UInt64 = 0
        let time = Stopwatch.nanoseconds(order.count) { hit in
            prefixes ^= key(questions[order[hit % order.count]]).prefix
            return true
        }
        // Each of several runs named the same answers.
        precondition(prefixes != 0, "no answer was named")
        return time
    }

    private static func finding(_ keys: [CacheKey], _ order: [Int]) async -> Double {
        let start = Timestamp(microseconds: 0)
        let store = InMemoryAnswerStore(ttl: .seconds(300), entries: keys.count)
        let plan = Plan(
            tool: "sql", arguments: ["sql": .string("SELECT count(*) FROM orders WHERE customer = 1")])
        let result = ToolResult.rows(ResultSet(columns: ["count(*)"], rows: [[.integer(7)]]))
        let answer = StoredAnswer(plan: plan, result: result, storedAt: start, load: .milliseconds(800))
        for key in keys { _ = await store.store(answer, for: key, at: start) }
        let refresh = EarlyRefresh(beta: .one)
        let draw = KeyedDraw(seed: 1)
        return await Stopwatch.nanoseconds(order.count) { hit in
            guard let found = await store.answer(for: keys[order[hit % order.count]], at: start) else { return false }
            return !refresh.renews(freshFor: found.freshFor, load: found.load, draw: draw, key: "r-0000017")
        }
    }

    private static func key(_ question: String) -> CacheKey {
        CacheKey(
            owner: CacheOwner(Caller(tenant: "emea"), scope: .tenant)!, tool: "sql",
            question: CanonicalQuestion(question, foldingCase: false),
            fingerprints: [
                ToolFingerprint(
                    data: "sales", version: "schema 12, change 481",
                    policy: "tables all, functions all, rows 1000, bytes 10000000, operations 5000000")
            ], prompt: "primary/gpt-4o-2024-08-06/8f1c2a")
    }
}
