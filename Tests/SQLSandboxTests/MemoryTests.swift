import CSQLite
import Foundation
import Testing
import ToolRouter

@testable import SQLSandbox

/// The memory that compiling and running may take.
@Suite(.serialized) struct MemoryTests {
    private let folder: TemporaryFolder
    private let sandbox: Sandbox

    init() throws {
        folder = try TemporaryFolder()
        sandbox = try Sandbox(opening: folder.database(), policy: Self.roomy)
    }

    /// Long values, and so many operations that memory is what comes to an end.
    private static let roomy = SandboxPolicy(
        budget: ExecutionBudget(operations: 1_000_000_000), limits: .with { $0.valueBytes = 1_000_000 })

    /// As many rows of 900,000 bytes, called `rows(i, s)`.
    private static func rows(_ count: Int) -> String {
        "WITH RECURSIVE d(s) AS (SELECT 'xxxxxxx' UNION ALL SELECT s || s FROM d LIMIT 18), "
            + "rows(i, s) AS (SELECT 1, s FROM d WHERE length(s) > 900000 UNION ALL SELECT i + 1, s FROM rows LIMIT \(count))"
    }

    @Test(arguments: ["SELECT a + a AS a FROM %1", "SELECT max(a, a, a, a, a, a, a, a) AS a FROM %1"])
    func `expressions that double the one before are refused before they fill the memory`(body: String) throws {
        let chain = (1...28).map { "c\($0) AS (\(body.replacing("%1", with: "c\($0 - 1)")))" }
        let sql = "WITH c0 AS (SELECT id AS a FROM customer), \(chain.joined(separator: ", ")) SELECT a FROM c28"
        let refusals = try (0..<2).map { _ in
            try #require(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
        }
        #expect(refusals[0].code == .tooComplex)
        #expect(refusals[0].detail == "compiling the statement takes more than 12 MiB of memory")
        #expect(!refusals[0].mayPass, "it would be refused at any time, so it need not be compiled again")
        #expect(refusals[1] == refusals[0])
        #expect(throws: Never.self) { try sandbox.approve("SELECT name FROM customer", at: noon) }
    }

    @Test(arguments: [
        "SELECT length(s) FROM (SELECT i || s AS s FROM rows ORDER BY 1) LIMIT 1",
        "SELECT count(*) FROM (SELECT i || s AS s FROM rows UNION SELECT 'x')",
        "SELECT count(DISTINCT i || s) FROM rows",
    ])
    func `what does not fit into the memory fails, and nothing after it does`(greedy: String) throws {
        let approved = try sandbox.approve("\(Self.rows(400)) \(greedy)", at: noon)
        for _ in 0..<2 {
            let failure = try #require(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
            #expect(failure == SQLFailure(.executionBudget, "the statement takes more than 256 MiB of memory"))
            let next = try sandbox.approve("SELECT count(*) FROM customer", at: noon)
            #expect(try sandbox.run(next, at: noon).rows == [[.integer(3)]])
        }
        #expect(!sandbox.lackedMemory)
    }

    @Test func `a snapshot stays what it was when memory has run out, whoever writes then`() throws {
        let path = try folder.database(named: "log.sqlite")
        try Writer(path).execute("PRAGMA journal_mode=WAL")
        let sandbox = try Sandbox(opening: path, policy: Self.roomy, isSnapshot: true)
        let greedy = try sandbox.approve("\(Self.rows(400)) SELECT count(DISTINCT i || s) FROM rows", at: noon)
        let failure = try #require(throws: SQLFailure.self) { try sandbox.run(greedy, at: noon) }
        #expect(failure.code == .executionBudget)
        try Writer(path).execute("INSERT INTO customer(name) VALUES ('Dora')")
        let count = try sandbox.approve("SELECT count(*) FROM customer", at: noon)
        #expect(try sandbox.run(count, at: noon).rows == [[.integer(3)]])
    }

    /// Four statements of 160 MB each, and one of more than all of them may have that no sandbox runs.
    @Test func `statements side by side have each their own memory`() async throws {
        let path = try folder.database(named: "other.sqlite")
        let outcomes = await withTaskGroup(of: [Result<[[Value]], any Error>].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    (0..<3).map { _ in
                        Result {
                            let sandbox = try Sandbox(opening: path, policy: Self.roomy)
                            let sql = "\(Self.rows(170)) SELECT count(*) FROM (SELECT i || s AS s FROM rows ORDER BY 1)"
                            return try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows
                        }
                    }
                }
            }
            group.addTask {
                let sql = "\(Self.rows(700)) SELECT count(*) FROM (SELECT i || s AS s FROM rows ORDER BY 1)"
                return [Result { [[.integer(try PlainSQLite(path).runs(sql) ? 170 : 0)]] }]
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(outcomes.count == 13)
        for outcome in outcomes { #expect(try outcome.get() == [[.integer(170)]]) }
    }

    /// Statements of every kind that takes memory.
    private static let kinds = [
        "SELECT name FROM customer WHERE id = 2", "SELECT * FROM customer ORDER BY name DESC",
        "SELECT DISTINCT born FROM customer", "SELECT * FROM spending",
        "SELECT name, (SELECT sum(cents) FROM purchase WHERE customer_id = c.id) FROM customer c",
        "SELECT a.name FROM customer a JOIN customer b ON a.born = b.born JOIN purchase p ON p.customer_id = b.id",
        "SELECT group_concat(name), count(DISTINCT born) FROM customer GROUP BY length(born)",
        "SELECT name, sum(id) OVER (PARTITION BY length(name) ORDER BY born) FROM customer",
        "SELECT name FROM customer UNION SELECT born FROM customer EXCEPT SELECT 'x'",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT count(DISTINCT hex(i)) FROM n",
        "SELECT count(*), max(page) FROM visit", "SELECT count(DISTINCT page || id) FROM visit WHERE id < 50",
        "SELECT length(page), count(*) FROM visit GROUP BY substr(page, 2, 900)",
        "SELECT replace(trim(name, 'A'), 'a', upper(born)), instr(name, 'a') FROM customer WHERE name LIKE '%a%'",
        "\(rows(3)) SELECT length(s) FROM (SELECT i || s AS s FROM rows ORDER BY 1)",
        "SELECT date('now'), strftime('%Y', born), json_extract('{\"a\": [1, 2]}', '$.a[1]') FROM customer",
    ]

    /// But for what SQLite keeps with a statement that has run before: 128 bytes for each of its aggregates.
    @Test(arguments: [false, true])
    func `a statement takes the same memory whatever came before it`(usesLog: Bool) throws {
        let script =
            shopScript + """
                CREATE TABLE visit (id INTEGER PRIMARY KEY, page TEXT);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                INSERT INTO visit SELECT i, hex(i) || replace(hex(zeroblob(2000)), '0', 'x') FROM n;
                """
        let path = try folder.database(script, named: "history.sqlite")
        if usesLog { try Writer(path).execute("PRAGMA journal_mode=WAL; UPDATE customer SET name = name || 'x'") }
        let fresh = try Self.kinds.map { try Self.peaks(of: $0, in: Sandbox(opening: path, policy: Self.roomy)) }
        let old = try Sandbox(opening: path, policy: Self.roomy)
        for sql in Self.kinds + ["SELECT * FROM purchase", "\(Self.rows(300)) SELECT count(DISTINCT i || s) FROM rows"]
        {
            _ = try? old.run(old.approve(sql, at: noon), at: noon)
        }
        for (sql, peaks) in zip(Self.kinds, fresh) {
            // Another text of the same program, so that it is compiled anew.
            let again = try Self.peaks(of: sql.prefix(1).lowercased() + sql.dropFirst(), in: old)
            #expect(abs(again.judging - peaks.judging) <= 200 && again.run == peaks.run, "\(sql): \(peaks), \(again)")
            #expect(abs(try Self.runPeak(of: sql, in: old) - peaks.run) <= 256, "\(sql)")
        }
    }

    private static func peaks(of sql: String, in sandbox: Sandbox) throws -> Peaks {
        let judging = try DeepStack.run {
            _ = try sandbox.approve(sql, at: noon)
            return StatementMemory.peak
        }
        return Peaks(judging: judging, run: try runPeak(of: sql, in: sandbox))
    }

    /// Memory is counted for a thread: it is asked for on the one that ran the statement.
    private static func runPeak(of sql: String, in sandbox: Sandbox) throws -> Int64 {
        try DeepStack.run {
            _ = try sandbox.run(sandbox.approve(sql, at: noon), at: noon)
            return StatementMemory.peak
        }
    }

    private struct Peaks {
        let judging: Int64
        let run: Int64
    }

    @Test func `a limit is met by one byte`() throws {
        let sql = "\(Self.rows(3)) SELECT count(DISTINCT i || s) FROM rows"
        let peak = try Self.runPeak(of: sql, in: sandbox)
        #expect(peak > 3_000_000)
        let path = try folder.database(named: "plain.sqlite")
        for (limit, succeeds) in [(peak, true), (peak - 1, false)] {
            var (database, statement): (OpaquePointer?, OpaquePointer?)
            try #require(sqlite3_open(path, &database) == SQLITE_OK)
            defer { sqlite3_close(database) }
            try #require(sqlite3_exec(database, "PRAGMA temp_store=MEMORY", nil, nil, nil) == SQLITE_OK)
            try #require(sqlite3_prepare_v3(database, sql, -1, 0, &statement, nil) == SQLITE_OK)
            defer { sqlite3_finalize(statement) }
            StatementMemory.begin(upTo: limit)
            #expect(sqlite3_step(statement) == (succeeds ? SQLITE_ROW : SQLITE_NOMEM))
            StatementMemory.end()
        }
    }

    /// The process may not grow by as much as the statement takes, though the statement's own limit allows it.
    @Test func `a system without memory is a fault of the system, not of the statement`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let sandbox = try Sandbox(
                opening: folder.database(), policy: MemoryTests.roomy, isSnapshot: true, remembersRows: true)
            let greedy = try sandbox.approve(
                "\(MemoryTests.rows(200)) SELECT count(DISTINCT i || s) FROM rows", at: noon)
            let usual = rlimit.ofAddressSpace
            let failure = try DeepStack.run {
                // The thread has its stack already.
                rlimit.ofAddressSpace.rlim_cur = UInt(try OwnMemory().size + 100_000_000)
                return try #require(throws: SQLFailure.self) { try sandbox.run(greedy, at: noon) }
            }
            #expect(failure.code == .databaseUnavailable && failure.detail == "the system has no memory to give")
            #expect(sandbox.lackedMemory)
            rlimit.ofAddressSpace = usual
            #expect(try sandbox.run(greedy, at: noon).rows == [[.integer(200)]])
            #expect(sandbox.lackedMemory, "what came of the first run is not forgotten")
        }
    }

    /// No stack fits while the limit is low, and nobody gives a thread a word of that.
    @Test func `work is done where the system has no thread to give at first`() async {
        await #expect(processExitsWith: .success) {
            let usual = rlimit.ofAddressSpace
            rlimit.ofAddressSpace.rlim_cur = UInt(try OwnMemory().size + 1_000_000)
            let giving = DispatchQueue(label: "giving")
            giving.asyncAfter(deadline: .now() + 0.3) { rlimit.ofAddressSpace = usual }
            #expect(DeepStack.run { 7 } == 7)
            giving.sync {}
        }
    }

    /// Texts that are short and compile to much.
    @Test func `what is kept compiled is bounded by its size, not its number`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
            let lists = (0..<20).map { list in
                "id IN (" + (0..<150).map { "\($0 + list * 1_000)" }.joined(separator: ",") + ")"
            }.joined(separator: " OR ")
            let columns = (0..<180).map { _ in "id" }.joined(separator: ",")
            let before = try OwnMemory().resident
            for number in 0..<1_000 {
                _ = try sandbox.approve("SELECT \(columns), \(number) FROM customer WHERE \(lists)", at: noon)
            }
            #expect(try OwnMemory().resident - before < 100_000_000)
        }
    }
}

/// The memory of this process, in bytes.
private struct OwnMemory {
    let size: Int
    let resident: Int

    init() throws {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        size = try #require(Int(pages[0])) * 4_096
        resident = try #require(Int(pages[1])) * 4_096
    }
}

extension rlimit {
    /// How large this process may become.
    fileprivate static var ofAddressSpace: rlimit {
        get {
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
            return limit
        }
        set {
            var limit = newValue
            let code = setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
            precondition(code == 0, "the limit can't be set: \(errno)")
        }
    }
}
