import Foundation
import Testing

@Suite struct DeterminismTests {
    @Test func `the shipped scenarios write the same bytes in a second process`() throws {
        let workplace = try Workplace.withShippedScenarios()
        try workplace.acceptAll()
        let run = try workplace.run("replay", "--check-determinism")
        #expect(run.code == 0)
        #expect(run.errors == "")
        #expect(run.text.contains("deterministic: a second process wrote the same bytes"))
    }

    @Test func `the check passes on a run that drifts, and its verdict stands`() throws {
        let workplace = try Shop().accepted()
        try Shop.withShorterList.write(to: workplace)
        #expect(try workplace.run("replay", "--check-determinism", environment: ["CI": "true"]).code == 1)
    }

    @Test func `neither hash seeds nor the number of jobs change a byte`() throws {
        let workplace = try Workplace.withShippedScenarios()
        let fixed = ["SWIFT_DETERMINISTIC_HASHING": "1"]
        #expect(
            try workplace.run("replay", "--without-commands", "--jobs", "1", "--reports", "a", "--goldens", "ag").code
                == 3)
        #expect(
            try workplace.run("replay", "--without-commands", "--jobs", "3", "--reports", "b", "--goldens", "bg").code
                == 3)
        #expect(
            try workplace.run(
                "replay", "--without-commands", "--jobs", "3", "--reports", "c", "--goldens", "cg", environment: fixed
            ).code == 3)
        let first = try workplace.folder.bytes("a")
        #expect(first.count == 77)
        #expect(try workplace.folder.bytes("b") == first)
        #expect(try workplace.folder.bytes("c") == first)
        let goldens = try workplace.folder.bytes("ag")
        #expect(goldens.count == 52)
        #expect(try workplace.folder.bytes("bg") == goldens)
        #expect(try workplace.folder.bytes("cg") == goldens)
    }

    @Test func `what a scenario answers depends on no other scenario`() throws {
        let workplace = try Workplace.withShippedScenarios()
        #expect(try workplace.run("replay", "--reports", "all").code == 3)
        #expect(try workplace.run("replay", "planner-outage", "--reports", "one").code == 3)
        #expect(
            try workplace.folder.text("one/planner-outage/answers.jsonl")
                == workplace.folder.text("all/planner-outage/answers.jsonl"))
    }

    @Test(arguments: ["TZ=Pacific/Kiritimati", "LC_ALL=tr_TR.UTF-8", "NO_COLOR=1"])
    func `the surroundings of the process change no report`(variable: String) throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests[1] = .init("r-2", "What time is it?", "SELECT datetime('now'), datetime('now', 'localtime')")
        try shop.write(to: workplace)
        let parts = variable.split(separator: "=").map(String.init)
        #expect(try workplace.run("replay", "--without-commands", "--reports", "a").code == 3)
        #expect(
            try workplace.run("replay", "--without-commands", "--reports", "b", environment: [parts[0]: parts[1]]).code
                == 3)
        #expect(try workplace.folder.bytes("a") == workplace.folder.bytes("b"))
        #expect(try workplace.answers("a/shop/answers.jsonl")["r-2"]?.outcome == "answered")
    }

    @Test func `a seed that was asked for stands in the golden, and another one is said`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.run("replay", "--seed", "99")
        try workplace.run("accept", "shop", "--from-experiment", "--reason", "looked at")
        #expect(try workplace.run("replay", "--seed", "99").text.contains("seed ") == false)
        #expect(try workplace.run("replay").text.contains("seed 99 → 0"))
    }
}
