import Testing

@Suite struct ExplainTests {
    @Test func `every stage of an answer is told with its virtual time`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let run = try workplace.run("explain", "shop", "r-2")
        #expect(run.code == 0)
        #expect(run.text.hasPrefix("shop r-2\n"))
        let stages = ["admit", "route", "recall", "plan", "guard", "run", "settle"]
        let times = ["0.000", "0.000", "0.000", "0.000", "900.000", "905.000", "905.000"]
        for (stage, time) in zip(stages, times) {
            #expect(try run.text.contains(Regex("(?m)^ +\(time) ms  \(stage) ")), "\(stage)")
        }
        #expect(run.text.contains("Who are they?"))
        #expect(run.text.contains("SELECT name FROM customer ORDER BY name"))
        #expect(run.text.contains("3 rows"))
    }

    @Test(arguments: [
        ("r-3", "hit"), ("r-4", "table_denied"), ("r-5", "low_confidence"), ("r-6", "HTTP 500"),
    ])
    func `the reason of each other end is told`(id: String, words: String) throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let run = try workplace.run("explain", "shop", id)
        #expect(run.code == 0)
        #expect(run.text.contains(words))
    }

    @Test func `what happened before a request counts`() throws {
        let workplace = try Workplace.withShippedScenarios()
        let run = try workplace.run("explain", "planner-outage", "r-0000124")
        #expect(run.code == 0)
        #expect(run.text.contains("the circuit is open for"))
    }

    @Test func `an id that no request has is exit 65, and where ids stand is said`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let run = try workplace.run("explain", "shop", "r-99")
        #expect(run.code == 65)
        #expect(run.text == "")
        #expect(run.errors.contains("no request has the id r-99"))
    }

    @Test func `explain writes nothing`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        let before = workplace.folder.files()
        try workplace.run("explain", "shop", "r-2")
        #expect(workplace.folder.files() == before)
    }
}
