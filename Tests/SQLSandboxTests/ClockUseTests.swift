import SQLSandbox
import Testing
import ToolRouter

/// How much of the present a statement's rows depend on.
@Suite struct ClockUseTests {
    /// 2026-11-20T00:00:00Z.
    private static let midnight = Timestamp(nanoseconds: 1_795_132_800_000_000_000)

    private static let script =
        shopScript + """
            CREATE TABLE visit (id INTEGER PRIMARY KEY, at TEXT, ago INTEGER);
            INSERT INTO visit VALUES (1, '2026-11-19', 3), (2, 'now', 5);
            CREATE VIEW today AS SELECT * FROM visit WHERE at >= date('now');
            CREATE VIEW lately AS SELECT * FROM visit WHERE at >= datetime('now');
            """

    /// A statement, what it may read at most, and what it does read.
    struct Row: CustomTestStringConvertible, Sendable {
        let sql: String
        let may: ClockReading
        let does: ClockReading

        init(_ sql: String, _ may: ClockReading, does: ClockReading? = nil) {
            self.sql = sql
            self.may = may
            self.does = does ?? may
        }

        var testDescription: String { sql }
    }

    @Test(arguments: [
        Row("SELECT name FROM customer", .nothing),
        Row("SELECT date('now')", .day),
        Row("SELECT date()", .day),
        Row("SELECT DATE('NOW')", .day),
        Row("SELECT CURRENT_DATE", .day),
        Row("SELECT name FROM customer WHERE born < CURRENT_DATE", .day),
        Row("SELECT name FROM customer WHERE born < date('now', '-30 years')", .day),
        Row("SELECT date('now', 'start of month', '+1 month', '-1 day'), date('now', 'weekday 0')", .day),
        Row("SELECT strftime('%Y', 'now'), strftime('%Y-%m')", .day),
        Row("SELECT * FROM today", .day),
        Row("WITH d AS (SELECT date('now') AS today) SELECT count(*) FROM visit, d WHERE at = today", .day),
        Row("SELECT max(at, date('now')) FROM visit ORDER BY date('now', '-1 day')", .day),
        Row("SELECT CASE WHEN at < date('now') THEN 'past' ELSE date('now', '+1 day') END FROM visit", .day),

        Row("SELECT CURRENT_TIME", .instant),
        Row("SELECT CURRENT_TIMESTAMP, CURRENT_DATE", .instant),
        Row("SELECT time('now')", .instant),
        Row("SELECT datetime()", .instant),
        Row("SELECT julianday('now') - julianday(born) FROM customer", .instant),
        Row("SELECT unixepoch('now')", .instant),
        Row("SELECT strftime('%s', 'now')", .instant),
        Row("SELECT strftime('%Y-%m-%d %H', 'now')", .instant),
        Row("SELECT date('now', 'localtime')", .instant),
        Row("SELECT date('now', '+5 hours')", .instant),
        Row("SELECT date('now', '+1.5 days')", .instant),
        Row("SELECT date('now', '12:00')", .instant),
        Row("SELECT date('now', '-1 day', 'utc')", .instant),
        Row("SELECT datetime('now', 'start of day')", .instant),
        Row("SELECT * FROM lately", .instant),
        Row("SELECT date('no' || 'w')", .instant),
        Row("SELECT date(CASE WHEN 1 THEN 'now' ELSE '2020-01-01' END, '+9 hours')", .instant),
        Row("SELECT date(coalesce(NULL, 'now'), '+9 hours')", .instant),
        Row("SELECT date('now', ago || ' hours') FROM visit", .instant),
        Row("SELECT date('now', ago || ' days') FROM visit", .instant),
        Row("SELECT name FROM customer WHERE date(born) < date('now')", .instant),

        Row("SELECT date('2020-02-28', '+1 day'), strftime('%H', '12:30')", .nothing),
        Row("SELECT strftime('%Y', born) FROM customer", .instant, does: .nothing),
        Row("SELECT date(at) FROM visit WHERE id = 1", .instant, does: .nothing),
        Row("SELECT date(at) FROM visit", .instant),
        Row("SELECT date('now') FROM customer WHERE id > 10", .day, does: .nothing),
    ])
    func `a statement tells how much of the present it reads`(_ row: Row) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: SandboxPolicy())
        let approved = try sandbox.approve(row.sql, at: noon)
        #expect(approved.clock == row.may)
        #expect(approved.readsClock == (row.may != .nothing))
        for _ in 0..<2 { #expect(try sandbox.execute(approved, at: noon).clock == row.does) }
        try expectSteady(approved, in: sandbox)
    }

    @Test func `a pool tells it, too`() async throws {
        let folder = try TemporaryFolder()
        let pool = try SandboxPool(folder.database())
        let years = try await pool.approve("SELECT strftime('%Y', born) FROM customer", at: noon)
        let today = try await pool.approve("SELECT date('now')", at: noon)
        for _ in 0..<2 {
            #expect(try await pool.execute(years, at: noon).clock == .nothing)
            #expect(try await pool.execute(today, at: noon).clock == .day)
        }
    }

    private static let modifiers = [
        "", "start of day", "start of month", "START OF YEAR", "weekday 1", "weekday 6", "weekday 7", "weekday 1.5",
        "+1 day", "-31 days", "1 month", "-13 months", "+1 year", "99999 years", "+1 days ", " +1 day", "1", "-0.5",
        "+0.5 days", "1.5 months", "+1 hour", "-90 minutes", "+1 second", "23:30", "-05:30", "localtime", "utc",
        "unixepoch", "auto", "julianday", "subsec", "ceiling", "nonsense", "+1  day", "+1 DAY", "1e1 days", "+5", "day",
    ]
    private static let formats = [
        "%Y", "%j-%W-%w", "%d %% %m", "", "%H", "%s", "%J", "%f", "%Q", "%", "%%H", "%%%M", "x",
    ]

    /// Every call that is made of these: a day that is said must be seen to be one.
    @Test func `what is said to be the day's is the same all day, and only what reads no clock for ever`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let heads = [
            "date('now'", "datetime('now'", "time('now'", "julianday('now'", "unixepoch('now'", "date('2024-02-29'",
        ]
        let calls =
            (heads + Self.formats.map { "strftime('\($0)', 'now'" }).flatMap { head in
                Self.modifiers.flatMap { first in
                    ["", "-1 month", "+20 hours"].map { second in
                        head + [first, second].filter { !$0.isEmpty }.map { ", '\($0)'" }.joined() + ")"
                    }
                }
            }
        var seen: [ClockReading: Int] = [:]
        for call in calls {
            let approved = try sandbox.approve("SELECT \(call)", at: noon)
            seen[approved.clock, default: 0] += 1
            if approved.clock != .instant { try expectSteady(approved, in: sandbox) }
        }
        #expect(seen[.day, default: 0] > 100 && seen[.nothing, default: 0] > 100)
    }

    /// Runs it at many moments: its rows change no sooner than it says.
    private func expectSteady(_ approved: ApprovedStatement, in sandbox: Sandbox) throws {
        for days in [0, 9, 10, 100, 1_195] {
            let midnight = Self.midnight + .seconds(days * 86_400)
            let first = try sandbox.execute(approved, at: midnight)
            let later: [Duration] =
                switch first.clock {
                case .nothing: [.milliseconds(1), .seconds(86_400), .seconds(400 * 86_400)]
                case .day: [.milliseconds(1), .seconds(43_200), .seconds(80_000), .milliseconds(86_399_999)]
                case .instant: []
                }
            for time in later {
                #expect(try sandbox.run(approved, at: midnight + time) == first.rows, "\(approved.sql) after \(time)")
            }
        }
    }
}
