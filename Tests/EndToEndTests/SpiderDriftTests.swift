import Foundation
import Testing

/// One real planner replaced by another: the golden of the first, judged by the second.
@Suite(.enabled(if: Spider.isThere, Spider.missing))
struct SpiderDriftTests {
    private static let before = "dail_sql_gpt4"
    private static let now = "c3_sql_gpt35"

    /// A golden of the first planner, then a replay of the second.
    private func replaced() throws -> (BuiltTool.Output, Workplace) {
        let workplace = try Workplace()
        try workplace.importSpider(Self.before)
        try workplace.acceptAll()
        try #require(try workplace.run("replay").code == 0)
        try workplace.importSpider(Self.now)
        return (try workplace.run("replay"), workplace)
    }

    @Test func `another planner is exit 1, with every statement placed`() throws {
        let (run, workplace) = try replaced()
        #expect(run.code == 1)
        let scenario = try workplace.report().scenarios[0]
        #expect(scenario.placements.inFour == [109, 275, 72, 7])
        #expect(scenario.drift["result"] == 72)
        #expect(scenario.drift["outcome"] == 7)
        #expect(scenario.drift["sql_meaning"] == 79)
        #expect(scenario.cases.count(where: \.failing) == 79)
        let junit = try workplace.folder.text("reports/junit.xml")
        #expect(junit.components(separatedBy: "<failure ").count == 1 + 79)
        #expect(junit.contains("tests=\"463\" failures=\"79\" errors=\"0\""))
    }

    @Test func `every drifted case says what differs, where, and both answers`() throws {
        let (_, workplace) = try replaced()
        let (before, now) = (try Spider.statements(of: Self.before), try Spider.statements(of: Self.now))
        let questions = try Spider.questions()
        let cases = try workplace.report().scenarios[0].cases
        #expect(!cases.isEmpty)
        for drifted in cases {
            #expect(!drifted.kinds.isEmpty && drifted.stage != nil && drifted.question != nil, "\(drifted.id)")
            let index = questions[try #require(Int(drifted.id.dropFirst(2)))].index
            #expect(Self.meaning(drifted.expected?.sql) == Self.meaning(before[index]), "\(drifted.id)")
            #expect(Self.meaning(drifted.actual?.sql) == Self.meaning(now[index]), "\(drifted.id)")
        }
    }

    /// All 463, with nothing but the two statements, the database and SQLite itself.
    @Test func `every placement is the one that SQLite alone gives`() throws {
        let (_, workplace) = try replaced()
        let (before, now) = (try Spider.statements(of: Self.before), try Spider.statements(of: Self.now))
        let cases = try workplace.report().scenarios[0].cases.reduce(into: [:]) { $0[$1.id] = $1 }
        var databases: [String: PlainSQLite] = [:]
        for (number, question) in try Spider.questions().enumerated() {
            let path = try #require(Spider.folder) + "/database/\(question.database).sqlite"
            let database = databases[question.database] ?? PlainSQLite(path)
            databases[question.database] = database
            let (left, right) = (try #require(before[question.index]), try #require(now[question.index]))
            let id = "r-" + String(repeating: "0", count: 7 - "\(number)".count) + "\(number)"
            let placement = Self.place(left, right, on: database, orderMatters: question.orderMatters)
            // A request without a case has not changed by a byte.
            let found = cases[id].map { $0.placement == "same_program" ? "same_rows" : $0.placement } ?? "same_text"
            #expect(found == placement, "\(id): \(left) against \(right)")
        }
    }

    private static func place(
        _ left: String, _ right: String, on database: PlainSQLite, orderMatters: Bool
    ) -> String {
        guard let before = database.rows(left), let now = database.rows(right) else { return "error" }
        if meaning(left) == meaning(right) { return "same_text" }
        let isSame = orderMatters ? before == now : bag(before) == bag(now)
        return isSame ? "same_rows" : "different"
    }

    /// Lower-cased, runs of white space to one space, without trailing `;` and spaces.
    private static func meaning(_ sql: String?) -> String? {
        sql?.lowercased().replacing(/\s+/, with: " ").trimmingCharacters(in: .init(charactersIn: "; "))
    }

    private static func bag(_ rows: [[PlainSQLite.Value]]) -> [[PlainSQLite.Value]: Int] {
        rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
