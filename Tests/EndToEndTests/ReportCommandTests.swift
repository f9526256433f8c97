import Foundation
import Testing

/// `report`: the page of a run that is over.
@Suite struct ReportCommandTests {
    /// A workplace in which one statement of the shop is another one now, and its page.
    private func drifted() throws -> (Workplace, String) {
        let workplace = try Shop().accepted()
        try workplace.edit("replays/shop/traffic.jsonl", "ORDER BY name", "ORDER BY name DESC")
        #expect(try workplace.run("replay", environment: ["CI": "true"]).code == 1)
        return (workplace, try workplace.folder.text("reports/report.html"))
    }

    @Test func `the page is made again from what the run left, byte by byte`() throws {
        let (workplace, page) = try drifted()
        try FileManager.default.removeItem(atPath: workplace.folder.file("reports/report.html"))
        try FileManager.default.moveItem(
            atPath: workplace.folder.file("reports"), toPath: workplace.folder.file("elsewhere"))
        let run = try workplace.run("report", "elsewhere")
        #expect(run.code == 0 && run.text == "elsewhere/report.html\n")
        #expect(try workplace.folder.text("elsewhere/report.html") == page)
    }

    @Test func `the page tells the change, the first request, what differs, and the commands`() throws {
        let (_, page) = try drifted()
        for words in [
            "\"made_otherwise\":[\"recording traffic.jsonl changed\"]", "\"first\":\"r-2\"", "[\"+\",\" DESC\"]",
            "\"replay\":\"toolrouter replay shop\"", "\"explain\":[\"toolrouter explain shop\"]",
            "\"review\":\"toolrouter review shop\"", "\"accept\":\"toolrouter accept shop\"",
        ] {
            #expect(page.contains(words), "\(words)")
        }
    }

    @Test func `two runs of the same inputs make the same page`() throws {
        let (workplace, page) = try drifted()
        #expect(try workplace.run("replay", environment: ["CI": "true"]).code == 1)
        #expect(try workplace.folder.text("reports/report.html") == page)
    }

    @Test func `questions are not in a redacted page`() throws {
        let (workplace, _) = try drifted()
        #expect(try workplace.run("replay", "--redact", environment: ["CI": "true"]).code == 1)
        #expect(!(try workplace.folder.text("reports/report.html")).contains("Who are they?"))
    }

    @Test(arguments: [
        ("nowhere", "no file"), ("replays", "no file"),
    ]) func `a folder without a run is said with what to do`(folder: String, words: String) throws {
        let (workplace, _) = try drifted()
        let run = try workplace.run("report", folder)
        #expect(run.code == 65)
        #expect(run.errors.contains("\(folder)/report.json") && run.errors.contains(words))
        #expect(run.errors.contains("toolrouter replay"))
    }

    @Test func `a report that somebody cut says its line`() throws {
        let (workplace, _) = try drifted()
        var text = try workplace.folder.text("reports/shop/report.jsonl")
        text.removeLast(20)
        try workplace.folder.write(text, to: "reports/shop/report.jsonl")
        let run = try workplace.run("report")
        #expect(run.code == 65)
        #expect(run.errors.contains("reports/shop/report.jsonl:"))
    }

    @Test func `the page is opened by the program that BROWSER names`() throws {
        let (workplace, _) = try drifted()
        try workplace.folder.write("#!/bin/sh\necho \"$1\" > opened\n", to: "browser")
        try #require(chmod(workplace.folder.file("browser"), 0o755) == 0)
        let run = try workplace.run("report", "--open", environment: ["BROWSER": workplace.folder.file("browser")])
        #expect(run.code == 0)
        #expect(try workplace.folder.text("opened").hasSuffix("/reports/report.html\n"))
        let failed = try workplace.run("report", "--open", environment: ["BROWSER": "/bin/false"])
        #expect(failed.code == 65 && failed.errors.contains("open the file yourself"))
    }

    @Test func `two runs are compared on a page`() throws {
        let (workplace, _) = try drifted()
        try workplace.edit("replays/shop/traffic.jsonl", "ORDER BY name DESC", "ORDER BY name")
        try workplace.run("replay", "--reports", "now")
        let run = try workplace.run("compare", "reports", "now", "--html", "page.html")
        #expect(run.code == 1 && run.text.hasSuffix("page: page.html\n"))
        let page = try workplace.folder.text("page.html")
        #expect(page.contains("\"kind\":\"comparison\"") && page.contains("[\"-\",\" DESC\"]"))
        #expect(page.contains("1 of 1 scenarios differ"))
    }
}
