import SQLSandbox
import Testing
import ToolRouter

@Suite struct ClockTests {
    /// One way to ask for the present, with the answer at 2026-11-20T12:00:00Z.
    static let present: [(sql: String, answer: Value)] = [
        ("date('now')", .text("2026-11-20")),
        ("time('now')", .text("12:00:00")),
        ("datetime('now', '+1 day')", .text("2026-11-21 12:00:00")),
        ("unixepoch('now')", .integer(1_795_176_000)),
        ("julianday('now')", .real(2_461_365.0)),
        ("strftime('%Y-%W', 'now')", .text("2026-46")),
        ("strftime('%f')", .text("00.000")),
        ("CURRENT_DATE", .text("2026-11-20")),
        ("CURRENT_TIME", .text("12:00:00")),
        ("CURRENT_TIMESTAMP", .text("2026-11-20 12:00:00")),
    ]

    @Test(arguments: present)
    func `the present is the one that is handed in`(sql: String, answer: Value) throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let approved = try sandbox.approve("SELECT \(sql)", at: noon)
        #expect(approved.readsClock)
        #expect(try sandbox.run(approved, at: noon).rows == [[answer]])
    }

    @Test func `one approved statement sees another present in each run`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let approved = try sandbox.approve("SELECT date('now'), name FROM customer WHERE born < date('now')", at: noon)
        #expect(try sandbox.run(approved, at: noon).rows.count == 3)
        let in1900 = Timestamp(nanoseconds: -2_208_988_800_000_000_000)
        #expect(try sandbox.run(approved, at: in1900).rows == [[.text("1900-01-01"), .text("Ada")]])
        #expect(try sandbox.run(approved, at: noon).rows.count == 3)
    }

    @Test func `moments before 1970 round down to the millisecond, as after it`() throws {
        let folder = try TemporaryFolder()
        let sandbox = try Sandbox(opening: folder.database(), policy: SandboxPolicy())
        let approved = try sandbox.approve("SELECT strftime('%H:%M:%f', 'now')", at: noon)
        let answers = try [-1, 1, 1_999_999].map { nanoseconds in
            try sandbox.run(approved, at: Timestamp(nanoseconds: nanoseconds)).rows[0][0]
        }
        #expect(answers == [.text("23:59:59.999"), .text("00:00:00.000"), .text("00:00:00.001")])
    }

    @Test func `two sandboxes keep two clocks`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let one = try Sandbox(opening: path, policy: SandboxPolicy())
        let other = try Sandbox(opening: path, policy: SandboxPolicy())
        let (asOne, asOther) = try (
            one.approve("SELECT unixepoch('now')", at: noon), other.approve("SELECT unixepoch('now')", at: noon)
        )
        let later = noon + .seconds(60)
        #expect(try other.run(asOther, at: later).rows == [[.integer(1_795_176_060)]])
        #expect(try one.run(asOne, at: noon).rows == [[.integer(1_795_176_000)]])
    }
}
