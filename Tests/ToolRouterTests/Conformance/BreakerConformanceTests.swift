import RouterTesting
import Testing
import ToolRouter

@Suite struct BreakerConformanceTests {
    @Test func `a circuit does what gobreaker's and resilience4j's do`() async throws {
        let report = try await ConformanceReport("breaker", skip: { BreakerRow($0).skipReason }) { row in
            BreakerConformanceRun(BreakerRow(row)).run()
        }
        guard ConformanceTable.isOwn else { return }
        #expect(
            report.run.sorted() == [
                "gb-default-lifecycle", "gb-excluded-and-success-combination", "gb-open-expiry-boundary",
                "gb-rolling-window", "gb-six-failures-open", "r4j-disabled", "r4j-forced-open",
                "r4j-half-open-closes", "r4j-half-open-ignored-outcome-releases",
                "r4j-half-open-only-ignored-then-closed", "r4j-half-open-permits",
                "r4j-half-open-release-returns-permit", "r4j-half-open-reopens", "r4j-open-for-duration",
                "r4j-open-read-does-not-transition", "r4j-open-to-half-open-after-wait", "r4j-open-until-instant",
                "r4j-trip-across-seconds", "r4j-window-clears", "r4j-window-slides-per-second",
            ])
        #expect(report.skipped.count == 10)
    }
}
