import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

@Suite struct JUnitRoomTests {
    @Test func `there is room until it is used up, and then none for anything`() {
        var room = JUnitRoom()
        let half = String(repeating: "a", count: JUnitRoom.names / 2)
        // A shorter name would fit after one that did not; but then names would depend on what is left.
        let taken = [half, half + "b", "a"].map { room.takeName($0) }
        #expect(taken == [true, false, false])
        let text = room.takeText("texts have room of their own")
        #expect(text)
    }

    @Test func `room can be used to the last byte`() {
        var room = JUnitRoom()
        let taken = [String(repeating: "a", count: JUnitRoom.texts), "a"].map { room.takeText($0) }
        #expect(taken == [true, false])
    }

    @Test func `suites share a report`() {
        var room = JUnitRoom(suites: 4)
        let name = room.takeName(String(repeating: "a", count: JUnitRoom.names / 4 + 1))
        let text = room.takeText(String(repeating: "a", count: JUnitRoom.texts / 4))
        #expect(!name && text)
    }

    @Test(arguments: [("", 0), ("abc", 3), ("é🙂", 6), ("<a b=\"&\">", 29), ("\n\t\r", 15)])
    func `characters that become references take their room`(text: String, size: Int) {
        #expect(JUnitText.size(text) == size)
    }

    /// Each of 100,000 requests drifts, with long and hostile questions and statements.
    @Test func `a report in which everything fails is below the limit of its readers`() throws {
        let folder = try TemporaryFolder()
        let junit = try ScenarioJUnit(
            scenario: "planner-outage", folder: folder.path, isRedacted: false, cases: .all, room: JUnitRoom())
        let question = String(repeating: "\"\u{202E}<🙂>\0&", count: 60)
        for number in 0..<100_000 {
            let id = RequestID("r-\(1_000_000 + number)")
            let golden = AnswerRecord.answered(id)
            var actual = AnswerRecord.refused(id, sql: question)
            actual.latencyMicroseconds += 1
            actual.bill = Bill(usage: TokenUsage(), cost: Cost(amount: nil, status: .missing))
            let subject = GoldenComparison.Subject(actual, question: question, recordingMiss: nil, sequence: number)
            let drift = Drift(
                golden: golden, actual: actual, sql: nil, question: question, recordingMiss: nil)
            try junit.write(.init(subject: subject, placement: nil, drift: drift), isFailing: true, results: .none)
        }
        let totals = RunTotals(
            planner: "p", totals: Totals(), latency: LatencyPercentiles([]), accuracy: [])
        let suite = try junit.finish(
            GoldenHeader(scenario: "planner-outage", seed: 0, madeWith: []), totals, [], madeOtherwise: [], [])
        try JUnitDocument.write([suite], to: folder.file("junit.xml"))
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: folder.file("junit.xml"))[.size] as? Int)
        #expect(size < 30_000_000)
        let report = try #require(ReadElement(file: folder.file("junit.xml"))?.all("testsuite").first)
        let failures = report.all("testcase").flatMap { $0.all("failure") }
        #expect(failures.count == 100_000)
        let omitted = failures.count { $0.text.isEmpty }
        #expect((500..<100_000).contains(failures.count - omitted), "the first ones have their texts")
        #expect(failures.prefix(failures.count - omitted).allSatisfy { !$0.text.isEmpty })
        let properties = report.all("properties").flatMap { $0.all("property") }.map(\.attributes)
        #expect(properties.contains { $0["name"] == "texts_omitted" && $0["value"] == "\(omitted)" })
        #expect(report.all("testcase").last?.attributes["name"] == "r-1099999")
        #expect(report.all("testcase").first?.attributes["name"]?.hasPrefix("r-1000000 \"#x202E<🙂>#x0&") == true)
    }
}
