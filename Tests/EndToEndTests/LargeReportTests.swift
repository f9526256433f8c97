import Foundation
import Testing

@Suite struct LargeReportTests {
    private static let count = 1_500

    /// As many requests with long questions; each is answered or, when `drifted`, asked back.
    private func shop(drifted: Bool) -> Shop {
        var shop = Shop()
        let long = String(repeating: "and what about the customers of the year before that ", count: 4)
        shop.requests = (0..<Self.count).map { number in
            .init("r-\(number)", "\(number) \(long)", "SELECT 1", confidence: drifted ? "0.1" : "0.9")
        }
        return shop
    }

    @Test func `a thousand drifts and more leave table and summary short, and every case counted`() throws {
        let workplace = try shop(drifted: false).accepted()
        try shop(drifted: true).write(to: workplace)
        let run = try workplace.run("replay", environment: ["CI": "true"])
        #expect(run.code == 1)
        #expect(run.bytes.count < 10_000)
        #expect(run.text.contains("shop: \(Self.count) alike, guard:approved → plan:low_confidence: "))
        let summary = try workplace.folder.text("reports/summary.md")
        #expect(summary.utf8.count < 50_000)
        #expect(summary.contains("and \(Self.count - 50) more in drift.json and junit.xml"))
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.drift["outcome"] == Self.count)
        #expect(scenario.cases.count == Self.count)
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.contains("tests=\"\(Self.count)\" failures=\"\(Self.count)\""))
    }
}
