import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

struct EpisodesTests {
    private let world: RecordedWorld

    init() throws {
        world = try RecordedWorld()
    }

    private func episodes(_ exchanges: [RecordedExchange]..., foldsCase: Bool = false) throws -> Episodes {
        let paths = try exchanges.enumerated().map { try world.recording("traffic-\($0).jsonl", $1) }
        return Episodes(paths: paths, planners: ["main"], foldsCase: foldsCase)
    }

    private func request(
        _ id: RequestID, _ question: String = "How many?", database: DatabaseName? = nil
    ) -> Request {
        Request(id: id, caller: Caller(tenant: "emea"), question: question, database: database)
    }

    @Test(arguments: [
        ("one after another", [1, 2, 3], ["first", "second", "third"]),
        ("beyond the last one", [1, 2, 3, 4, 99], ["first", "second", "third", "third", "third"]),
        ("the first shared another request's call", [2, 3, 4], ["first", "second", "third"]),
        ("one in between shared another request's call", [1, 3], ["first", "second"]),
        ("one asks again", [1, 1, 2, 1], ["first", "first", "second", "first"]),
    ])
    func `a request gets its own attempts in order, beyond the last one the last one again`(
        row: (name: String, numbers: [Int], texts: [String])
    ) throws {
        let own = RecordedExchange.asked("r-1", planner: ["first", "second", "third"])
        let episodes = try episodes([.asked("r-0", planner: ["other"]), own])
        episodes.begin(LocatedExchange(exchange: own, line: 2, offset: 0, bytes: 1))
        let texts = row.numbers.map { episodes.attempt($0, for: request("r-1"), at: "main")?.text }
        #expect(texts == row.texts, "\(row.name)")
        #expect(episodes.end("r-1") == (nil, false))
    }

    @Test func `which attempt is next is told apart by request`() throws {
        let exchanges = ["r-1", "r-2"].map { RecordedExchange.asked(RequestID($0), planner: ["\($0) a", "\($0) b"]) }
        let episodes = try episodes(exchanges)
        for own in exchanges { episodes.begin(LocatedExchange(exchange: own, line: 2, offset: 0, bytes: 1)) }
        let texts = [(2, "r-1"), (1, "r-2"), (3, "r-1"), (2, "r-2")].map { number, id in
            episodes.attempt(number, for: request(RequestID(id)), at: "main")?.text
        }
        #expect(texts == ["r-1 a", "r-2 a", "r-1 b", "r-2 b"])
    }

    @Test(arguments: [
        ("the very question", "How many?", 1, "first"),
        ("other white space", "  How\n many? ", 1, "first"),
        ("a second attempt", "How many?", 2, "second"),
        ("beyond the last attempt", "How many?", 3, "second"),
    ])
    func `a request without attempts of its own gets the first episode of the same canonical question`(
        row: (name: String, question: String, number: Int, text: String)
    ) throws {
        let bare = RecordedExchange.asked("r-9", row.question)
        let episodes = try episodes(
            [.asked("r-1", at: 5, "How many?"), .asked("r-2", at: 6, "How many?", planner: ["first", "second"])],
            [.asked("s-1", "How many?", planner: ["later file"])])
        episodes.begin(LocatedExchange(exchange: bare, line: 2, offset: 0, bytes: 1))
        let attempt = episodes.attempt(row.number, for: request("r-9", row.question), at: "main")
        #expect(attempt?.text == row.text, "\(row.name)")
        #expect(episodes.end("r-9").miss == nil)
    }

    @Test(arguments: [
        ("case", "Code 'F'", "code 'F'", false), ("case in quotes", "Code 'F'", "Code 'f'", false),
        ("white space in quotes", "Code 'A  B'", "Code 'A B'", false), ("case", "Code 'F'", "code 'f'", true),
        ("white space in quotes", "Code 'A  B'", "Code 'A B'", true),
    ])
    func `an episode is found by the rule of the cache`(
        row: (name: String, recorded: String, asked: String, foldsCase: Bool)
    ) throws {
        let episodes = try episodes([.asked("r-1", row.recorded, planner: ["a"])], foldsCase: row.foldsCase)
        let isSame =
            CanonicalQuestion(row.recorded, foldingCase: row.foldsCase)
            == CanonicalQuestion(row.asked, foldingCase: row.foldsCase)
        #expect((episodes.attempt(1, for: request("x", row.asked), at: "main") != nil) == isSame)
        #expect(isSame == (row.name == "case" && row.foldsCase))
    }

    @Test func `the attempts of each planner are counted apart`() throws {
        var own = RecordedExchange.asked("r-1", planner: ["first", "of the backup", "second"])
        own.planner[1].planner = "backup"
        let path = try world.recording("traffic.jsonl", [own])
        let episodes = Episodes(paths: [path], planners: ["main", "backup"], foldsCase: false)
        // Once as the request's own, once as an episode of the same question.
        for _ in 0..<2 {
            let texts = ["main", "main", "backup", "backup"].enumerated().map { number, planner in
                episodes.attempt(number % 2 + 1, for: request("r-1"), at: PlannerName(planner))?.text
            }
            #expect(texts == ["first", "second", "of the backup", "of the backup"])
            #expect(episodes.end("r-1").miss == nil)
            episodes.begin(LocatedExchange(exchange: own, line: 2, offset: 0, bytes: 1))
        }
    }

    @Test func `a planner after the first says what it said as a candidate where nothing else is recorded`() throws {
        let own = RecordedExchange.asked("r-1", planner: ["first"], shadow: ["backup": ["candidate"]])
        let path = try world.recording("traffic.jsonl", [own])
        let episodes = Episodes(paths: [path], planners: ["main", "backup", "third"], foldsCase: false)
        #expect(episodes.attempt(1, for: request("r-1"), at: "backup")?.text == "candidate")
        #expect(episodes.attempt(1, for: request("r-1"), at: "third") == nil)
        #expect(episodes.end("r-1").miss != nil, "that a planner which serves is recorded nowhere is a miss")
    }

    @Test func `a candidate with an empty list of attempts is not recorded`() throws {
        let episodes = try episodes([.asked("r-1", "How many?", planner: ["own"], shadow: ["next": []])])
        #expect(episodes.attempt(1, for: request("r-1"), at: "next") == nil)
    }

    @Test func `an episode about another database is not used`() throws {
        let episodes = try episodes([
            .asked("r-1", database: "sales", planner: ["sales"]),
            .asked("r-2", at: 1, database: "stock", planner: ["stock"]),
        ])
        #expect(episodes.attempt(1, for: request("x", database: "stock"), at: "main")?.text == "stock")
        #expect(episodes.attempt(1, for: request("x", database: "sales"), at: "main")?.text == "sales")
        #expect(episodes.attempt(1, for: request("x", database: "staff"), at: "main") == nil)
        #expect(episodes.attempt(1, for: request("x"), at: "main") == nil)
    }

    @Test(arguments: [
        (
            "another database of the same question", "How many?", DatabaseName?("stock"),
            "the nearest episode is r-1, its field `database` differs: sales"
        ),
        (
            "no database where one was recorded", "How many?", nil,
            "the nearest episode is r-1, its field `database` differs: sales"
        ),
        (
            "a question in another case", "WHO won?", "sales",
            "the nearest episode is r-3, its field `question` differs in case or in what stands in quotes only"
        ),
        (
            "the likest question", "How many singer are there?", "sales",
            "the nearest episode is r-2, its field `question` differs"
        ),
    ])
    func `a miss names the nearest episode and the field that differs`(
        row: (name: String, question: String, database: DatabaseName?, explanation: String)
    ) throws {
        let episodes = try episodes([
            .asked("r-1", database: "sales", planner: ["a"]),
            .asked("r-2", at: 1, "How many singers are there?", database: "sales", planner: ["b"]),
            .asked("r-3", at: 2, "Who won?", database: "sales", planner: ["c"]),
        ])
        #expect(episodes.attempt(1, for: request("x", row.question, database: row.database), at: "main") == nil)
        #expect(episodes.end("x").miss == row.explanation, "\(row.name)")
        #expect(episodes.end("x").miss == nil, "a miss is told once")
    }

    @Test func `a miss where a question was recorded without a database says so`() throws {
        let episodes = try episodes([.asked("r-1", planner: ["a"])])
        _ = episodes.attempt(1, for: request("x", database: "sales"), at: "main")
        #expect(episodes.end("x").miss == "the nearest episode is r-1, its field `database` differs: none")
    }

    @Test func `recordings without attempts hold no episode`() throws {
        let episodes = try episodes([.asked("r-1")])
        #expect(episodes.attempt(1, for: request("r-1"), at: "main") == nil)
        #expect(episodes.end("r-1").miss == "the recordings hold no episode")
    }

    @Test func `after ten explanations a miss is only named`() throws {
        let episodes = try episodes([.asked("r-1", planner: ["a"])])
        for number in 1...11 {
            _ = episodes.attempt(1, for: request("x", "Question \(number)?"), at: "main")
            let miss = try #require(episodes.end("x").miss)
            #expect(miss.hasPrefix("the nearest episode") == (number <= 10), "\(number): \(miss)")
        }
    }

    @Test func `a candidate has attempts of its own, and its absence is no miss`() throws {
        let own = RecordedExchange.asked("r-1", planner: ["main"], shadow: ["next": ["candidate"]])
        let episodes = try episodes([own, .asked("r-2", at: 1, "Who?", planner: ["main"])])
        episodes.begin(LocatedExchange(exchange: own, line: 2, offset: 0, bytes: 1))
        #expect(episodes.attempt(1, for: request("r-1"), at: "next")?.text == "candidate")
        #expect(episodes.attempt(1, for: request("x"), at: "next")?.text == "candidate")
        #expect(episodes.attempt(1, for: request("r-2", "Who?"), at: "next") == nil)
        #expect(episodes.attempt(1, for: request("r-2", "Who?"), at: "absent") == nil)
        #expect(episodes.end("r-2").miss == nil)
        #expect(episodes.end("r-1").isUnused, "the candidate's use is not the planner's")
    }

    @Test(arguments: [
        ("attempts that were asked for", ["a"], true, false), ("attempts that were not asked for", ["a"], false, true),
        ("no attempts", [], false, false),
    ])
    func `unused are`(row: (name: String, planner: [String], isAsked: Bool, isUnused: Bool)) throws {
        let own = RecordedExchange.asked("r-1", planner: row.planner)
        let episodes = try episodes([own])
        episodes.begin(LocatedExchange(exchange: own, line: 2, offset: 0, bytes: 1))
        if row.isAsked { _ = episodes.attempt(1, for: request("r-1"), at: "main") }
        #expect(episodes.end("r-1").isUnused == row.isUnused, "\(row.name)")
    }

    @Test func `a request's own recording is gone with it`() throws {
        let own = RecordedExchange.asked(
            "r-1", planner: ["a"], tools: [.sql: [RecordedToolCall(latency: .seconds(7))]])
        let episodes = try episodes([])
        episodes.begin(LocatedExchange(exchange: own, line: 2, offset: 0, bytes: 1))
        #expect(episodes.duration(of: .sql, for: "r-1") == .seconds(7))
        #expect(episodes.duration(of: "rest", for: "r-1") == nil)
        _ = episodes.end("r-1")
        #expect(episodes.duration(of: .sql, for: "r-1") == .seconds(7), "a candidate may still be asked")
        episodes.release("r-1")
        #expect(episodes.duration(of: .sql, for: "r-1") == nil)
        #expect(episodes.attempt(1, for: request("r-1"), at: "main") == nil)
    }

    @Test func `a recording that can't be read keeps no other from serving`() throws {
        let broken = world.path + "/broken.jsonl"
        try "{\"format\":".write(toFile: broken, atomically: true, encoding: .utf8)
        let sound = try world.recording("sound.jsonl", [.asked("r-1", planner: ["a"])])
        let episodes = Episodes(
            paths: [broken, world.path + "/absent.jsonl", sound], planners: ["main"], foldsCase: false)
        #expect(episodes.attempt(1, for: request("x"), at: "main")?.text == "a")
    }
}
