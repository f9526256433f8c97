import Testing
import ToolRouterFormats

@testable import ToolRouter

@Suite struct BudgetPeriodTests {
    @Test(arguments: [
        (BudgetPeriod.day, "2026-11-20T09:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.day, "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.day, "2026-11-20T23:59:59.999999999Z", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        (.day, "1969-12-31T23:59:59Z", "1969-12-31T00:00:00Z", "1970-01-01T00:00:00Z"),
        (.day, "2028-02-28T12:00:00Z", "2028-02-28T00:00:00Z", "2028-02-29T00:00:00Z"),
        (.month, "2026-11-20T09:00:00Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
        (.month, "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        (.month, "2026-01-31T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        (.month, "2028-02-29T00:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
        (.month, "2100-02-28T23:00:00Z", "2100-02-01T00:00:00Z", "2100-03-01T00:00:00Z"),
        (.month, "1969-12-15T00:00:00Z", "1969-12-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        (.month, "1700-02-28T00:00:00Z", "1700-02-01T00:00:00Z", "1700-03-01T00:00:00Z"),
    ])
    func `a period begins and ends at midnight in UTC`(
        row: (period: BudgetPeriod, moment: String, start: String, end: String)
    ) throws {
        let moment = try #require(RFC3339.timestamp(row.moment)).nanoseconds
        #expect(RFC3339.text(Timestamp(nanoseconds: row.period.start(of: moment))) == row.start)
        #expect(RFC3339.text(Timestamp(nanoseconds: row.period.end(of: moment))) == row.end)
    }

    @Test func `every day of 600 years is in the month that its date says`() {
        let day: Int64 = 86_400_000_000_000
        for number in Int64(-106_000)..<106_000 {
            let moment = number * day
            let start = RFC3339.text(Timestamp(nanoseconds: BudgetPeriod.month.start(of: moment)))
            let own = RFC3339.text(Timestamp(nanoseconds: moment))
            guard start.prefix(7) == own.prefix(7), start.dropFirst(7) == "-01T00:00:00Z" else {
                Issue.record("\(own): \(start)")
                return
            }
        }
    }

    @Test(arguments: BudgetPeriod.allCases)
    func `the ends of time trap nobody`(period: BudgetPeriod) {
        #expect(period.start(of: .min) == .min)
        #expect(period.end(of: .max) == .max)
        #expect(period.start(of: .max) < .max && period.end(of: .min) > .min)
    }
}
