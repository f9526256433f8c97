import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

struct GoldenRoundTripTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private static let header = GoldenHeader(
        scenario: "spider", seed: .max, madeWith: [.init("golden", "1"), .init("sqlite", "3.40.1")],
        madeFrom: GoldenInputs(
            settings: ["breaker.failures": "5", "prices.m \"1\"": "sha256:00"],
            files: ["recording t.jsonl": "sha256:01"]),
        experiment: ["--seed", "9"], candidates: ["a", "b \"c\""],
        reasons: [.init("a \"better\" prompt\n🎤", changed: 3), .init("of version 1", changed: nil)])

    /// An answer with every field there is.
    private static let full = AnswerRecord(
        id: "r-0000017", outcome: "answered", tool: .sql, source: .stale, degraded: .circuitOpen,
        code: .executionBudget, sql: "SELECT 'Sänger'\n\t\"x\"\\",
        result: ResultDigest(
            ordered: "0123456789abcdef", bag: "fedcba9876543210", rowCount: 2, isTruncated: true, orderMatters: false),
        bill: Bill(
            usage: TokenUsage(input: 812, cachedInput: 1, cacheWrite: 2, longCacheWrite: 4, output: 64, reasoning: 3),
            cost: Cost(amount: Money(usd: "0.0035"), status: .exact)),
        latencyMicroseconds: 830_000, trail: ["admit:admitted", "route:sql(\"r\")", "settle:answered"])

    /// An answer with no more than it must have.
    private static let bare = AnswerRecord(
        id: "r-1", outcome: "failed", bill: Bill(usage: TokenUsage(), cost: .missing), latencyMicroseconds: 0, trail: []
    )

    private func roundTrip(
        _ records: [AnswerRecord], header: GoldenHeader = header
    ) throws -> (GoldenHeader, [AnswerRecord]) {
        let path = folder.path + "/answers.jsonl"
        let writer = try GoldenWriter(path: path, header: header)
        for record in records { try writer.write(record) }
        try writer.finish()
        let reader = try GoldenReader(path: path)
        var read: [AnswerRecord] = []
        while let record = try reader.next() { read.append(record) }
        #expect(try reader.next() == nil)
        return (reader.header, read)
    }

    @Test func `what is written is read back`() throws {
        let (header, records) = try roundTrip([Self.full, Self.bare, Self.full])
        #expect(header == Self.header)
        #expect(records == [Self.full, Self.bare, Self.full])
    }

    @Test func `a header without a reason is read back`() throws {
        let header = GoldenHeader(scenario: "s", seed: 0, madeWith: [])
        #expect(try roundTrip([], header: header).0 == header)
    }

    @Test func `a golden of version 1 is read, with its one reason`() throws {
        let path = try folder.file(
            "answers.jsonl",
            #"{"format":"toolrouter-golden","version":1,"scenario":"s","seed":7,"made_with":{},"reason":"first"}"#.utf8)
        let header = try GoldenReader(path: path).header
        #expect(header.reasons == [.init("first", changed: nil)])
        #expect(header.madeFrom == nil)
        let now = GoldenHeader(
            scenario: "s", seed: 7, madeWith: [], madeFrom: GoldenInputs(settings: ["breaker.failures": "5"]))
        #expect(header.differences(from: now) == [], "what it does not know is no difference")
    }

    @Test func `reasons are added, and the oldest are dropped`() {
        var header = GoldenHeader(scenario: "s", seed: 0, madeWith: [])
        for number in 1...60 {
            var next = GoldenHeader(scenario: "s", seed: 0, madeWith: [])
            next.accept(.init("\(number)", changed: number), after: header)
            header = next
        }
        #expect(header.reasons.map(\.text) == (11...60).map { "\($0)" })
    }

    @Test func `the bytes are in the order of the format`() {
        #expect(
            Self.header.json == #"""
                {"format":"toolrouter-golden","version":2,"scenario":"spider","seed":18446744073709551615,\#
                "made_with":{"golden":"1","sqlite":"3.40.1"},\#
                "made_from":{"settings":{"breaker.failures":"5","prices.m \"1\"":"sha256:00"},\#
                "files":{"recording t.jsonl":"sha256:01"}},"experiment":["--seed","9"],\#
                "candidates":["a","b \"c\""],\#
                "reasons":[{"reason":"a \"better\" prompt\n🎤","changed":3},{"reason":"of version 1"}]}
                """#)
        #expect(
            Self.full.json == #"""
                {"id":"r-0000017","outcome":"answered","tool":"sql","source":"stale","degraded":"circuit_open",\#
                "error":"timeout_error","code":"execution_budget","sql":"SELECT 'Sänger'\n\t\"x\"\\",\#
                "result_digest_ordered":"0123456789abcdef","result_digest_bag":"fedcba9876543210","row_count":2,\#
                "truncated":true,"order_matters":false,"tokens_input":812,"tokens_cached_input":1,\#
                "tokens_cache_write":2,"tokens_cache_write_1h":4,"tokens_output":64,"tokens_reasoning":3,"cost_usd":0.0035,\#
                "latency_us":830000,"trail":["admit:admitted","route:sql(\"r\")","settle:answered"]}
                """#)
        #expect(
            Self.bare.json == #"{"id":"r-1","outcome":"failed","cost_usd":null,"latency_us":0,"trail":[]}"#)
    }

    @Test(arguments: [
        "0", "0.000000000001", "0.1", "0.300000000000000000000004", "1234567890.123456789012",
        "9007199254740.000000000001",
        "170141183460469.000000000000000000000001",
    ])
    func `money keeps its last digit`(usd: String) throws {
        var record = Self.bare
        record.bill.cost = Cost(amount: Money(usd: usd)!, status: .exact)
        #expect(try roundTrip([record]).1 == [record])
    }

    @Test func `an estimate stays one, and an old line without a status is exact or missing`() throws {
        var record = Self.bare
        record.bill.cost = Cost(amount: Money(usd: "0.5")!, status: .estimated)
        #expect(record.json.contains(#""cost_usd":0.5,"cost_status":"estimated""#))
        #expect(try roundTrip([record]).1 == [record])
        record.bill.cost = Cost(amount: Money(usd: "0.5")!, status: .exact)
        #expect(!record.json.contains("cost_status"))
        #expect(!Self.bare.json.contains("cost_status"))
    }

    @Test(arguments: [Int64(1), 9_007_199_254_740_993, .max])
    func `a latency keeps its last digit`(microseconds: Int64) throws {
        var record = Self.bare
        record.latencyMicroseconds = microseconds
        #expect(try roundTrip([record]).1 == [record])
    }

    @Test(arguments: ErrorCode.allCases)
    func `every code is read back`(code: ErrorCode) throws {
        var record = Self.bare
        record.code = code
        #expect(try roundTrip([record]).1 == [record])
    }

    @Test(arguments: AnswerSource.allCases)
    func `every source is read back`(source: AnswerSource) throws {
        var record = Self.bare
        record.source = source
        #expect(try roundTrip([record]).1 == [record])
    }

    @Test(arguments: [
        ("an unknown code", #""code":"sql_failde""#, "code"),
        ("an unknown source", #""source":"oracle""#, "source"),
        ("a field that goldens do not have", #""tol":"sql""#, "tol"),
        ("a negative latency", #""latency_us":-1"#, "latency_us"),
        ("money finer than 10⁻²⁴ USD", #""cost_usd":0.0000000000000000000000001"#, "cost_usd"),
        ("a status that is none", #""cost_status":"guessed""#, "cost_status"),
        ("an exact cost of nothing known", #""cost_status":"exact""#, "cost_status"),
        ("a digest without its twin", #""result_digest_ordered":"ab""#, "result_digest_bag"),
    ])
    func `a damaged line is an error that names the field`(row: (name: String, member: String, field: String)) throws {
        let name = row.member.prefix { $0 != ":" }
        let members = [#""id":"r-1""#, #""outcome":"failed""#, #""cost_usd":null"#, #""latency_us":0"#, #""trail":[]"#]
        let line = "{" + (members.filter { !$0.hasPrefix(name) } + [row.member]).joined(separator: ",") + "}"
        let path = try folder.file("answers.jsonl", "\(Self.header.json)\n\(line)\n".utf8)
        let reader = try GoldenReader(path: path)
        let error = #expect(throws: FileError.self) { try reader.next() }
        #expect(error?.reason.field == row.field, "\(row.name): \(error?.description ?? "")")
        #expect(error?.line == 2)
    }

    @Test(arguments: [
        ("another format", #"{"format":"toolrouter-recording","version":1}"#, "format"),
        ("no format", "{}", "format"),
        ("a newer version", #"{"format":"toolrouter-golden","version":3,"flavour":"x"}"#, "version"),
        ("version 0", #"{"format":"toolrouter-golden","version":0}"#, "version"),
        (
            "a field that headers do not have",
            #"{"format":"toolrouter-golden","version":1,"scenario":"s","seed":1,"made_with":{},"x":1}"#, "x"
        ),
    ])
    func `a header that is not ours is refused`(row: (name: String, line: String, field: String)) throws {
        let path = try folder.file("answers.jsonl", (row.line + "\n").utf8)
        let error = #expect(throws: FileError.self) { try GoldenReader(path: path) }
        #expect(error?.reason.field == row.field, "\(row.name): \(error?.description ?? "")")
        #expect(error?.line == 1)
    }

    @Test func `an empty file is no golden`() throws {
        let path = try folder.file("answers.jsonl", "".utf8)
        #expect(throws: FileError.self) { try GoldenReader(path: path) }
    }

    @Test func `an unfinished golden leaves the one before untouched`() throws {
        let path = try folder.file("answers.jsonl", "before".utf8)
        do {
            let writer = try GoldenWriter(path: path, header: Self.header)
            try writer.write(Self.bare)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
    }

    @Test func `headers that differ say in what`() {
        var now = GoldenHeader(scenario: "spider", seed: 1, madeWith: [.init("golden", "1"), .init("sqlite", "3.46")])
        now.reasons = [.init("another reason is no difference", changed: 1)]
        #expect(
            Self.header.differences(from: now) == [
                "sqlite 3.40.1 → 3.46", "seed 18446744073709551615 → 1", "candidates a b \"c\" → none",
                "experiment --seed 9 → none",
            ])
        #expect(Self.header.differences(from: now, ignoringCandidates: true).count == 3)
        #expect(now.differences(from: now) == [])
        now.madeWith = [.init("golden", "1")]
        #expect(Self.header.differences(from: now).first == "sqlite 3.40.1 → none")
    }
}
