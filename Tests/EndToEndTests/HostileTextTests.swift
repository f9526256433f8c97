import Foundation
import Testing

/// Questions, and what models write, are somebody else's text: it may mislead neither an XML parser, nor a terminal, nor
/// whoever reads a summary.
@Suite struct HostileTextTests {
    /// As it stands in a JSON string of the recording.
    static let texts = [
        "\\u001b[2J\\u001b[31mall is well\\u001b[0m", "before\\u0000after", "not a character \\ufffe\\uffff",
        "]]><testcase name=\\\"x\\\"/><![CDATA[", "\\u202egnp.exe\\u2066", "a\\nverdict: nothing drifted\\rb",
        "| cell | `code` <img src=x onerror=alert(1)> [x](javascript:alert(1))", "\\u0007\\u0008\\u007f\\u009b31m",
    ]

    /// A workplace whose requests ask `texts`, and whose planner writes them into its statements; every request drifts.
    static func drifted() throws -> (Workplace, BuiltTool.Output) {
        var shop = Shop()
        shop.requests = texts.indices.map { .init("r-\($0)", "QUESTION\($0)", "SELECT 'SQL\($0)'") }
        let workplace = try Workplace()
        func write(_ sql: String) throws {
            try shop.write(to: workplace)
            var recording = try workplace.folder.text("replays/shop/traffic.jsonl")
            for (number, text) in texts.enumerated() {
                recording.replace("\"QUESTION\(number)\"", with: "\"\(text)\"")
                // Inside the plan, itself JSON in a string, each escape is escaped once more.
                let nested = text.replacingOccurrences(of: "\\", with: "\\\\")
                    .replacingOccurrences(of: "\"", with: "\\\"")
                recording.replace("SELECT 'SQL\(number)'", with: "\(sql) '\(nested)'")
            }
            try workplace.folder.write(recording, to: "replays/shop/traffic.jsonl")
        }
        try write("SELECT 1,")
        try workplace.acceptAll()
        try write("SELECT 2,")
        return (workplace, try workplace.run("replay"))
    }

    /// Bytes that drive a terminal: C0 but for the line feed, DEL, and C1 in UTF-8.
    private func drives(_ output: Data) -> Bool {
        let text = String(decoding: output, as: UTF8.self)
        return text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) }
    }

    @Test func `the report is XML that every parser reads, and no case was smuggled in`() throws {
        let (workplace, run) = try Self.drifted()
        #expect(run.code == 1, "\(run.errors)")
        let junit = try JUnitReport(file: workplace.folder.file("reports/junit.xml"))
        #expect(junit.all("testcase").count == Self.texts.count)
        let names = junit.all("testcase").map { $0.attributes["name"] ?? "" }
        #expect(names[0] == "r-0 #x1B[2J#x1B[31mall is well#x1B[0m")
        #expect(names[1] == "r-1 before#x0after")
        #expect(names[2] == "r-2 not a character #xFFFE#xFFFF")
        #expect(names[3] == "r-3 ]]><testcase name=\"x\"/><![CDATA[")
        #expect(names[4] == "r-4 #x202Egnp.exe#x2066")
    }

    @Test(.enabled(if: JUnitReport.schema != nil, JUnitReport.missing))
    func `the schema accepts the report`() throws {
        let (workplace, _) = try Self.drifted()
        #expect(try JUnitReport.isValid(workplace.folder.file("reports/junit.xml")))
    }

    @Test func `nothing that drives a terminal reaches it`() throws {
        let (workplace, run) = try Self.drifted()
        #expect(!drives(run.bytes) && !drives(Data(run.errors.utf8)))
        #expect(run.text.components(separatedBy: "\nverdict: ").count == 2)
        let review = try workplace.run("review")
        #expect(review.text.contains("(\(Self.texts.count) of \(Self.texts.count))"))
        #expect(!drives(review.bytes))
        for number in Self.texts.indices {
            let explained = try workplace.run("explain", "shop", "r-\(number)")
            #expect(explained.code == 0)
            #expect(!drives(explained.bytes), "\(explained.text)")
        }
        try workplace.run("replay", "--reports", "again")
        #expect(!drives(try workplace.run("compare", "reports", "again", "--html", "page.html").bytes))
        #expect(!drives(try workplace.run("report").bytes))
    }

    @Test func `in the summary nothing of it is markup`() throws {
        let (workplace, _) = try Self.drifted()
        let summary = try workplace.folder.text("reports/summary.md")
        #expect(!drives(Data(summary.utf8)))
        // In a fenced block, which only its own fence ends, everything is text.
        let blocks = /(?ms)^(`{3,})(?:diff|sh)\n.*?^\1$/
        #expect(summary.contains(blocks))
        let unescaped = summary.replacing(blocks, with: "").replacing(/\\./, with: "")
        for markup in ["<", "[", "`", "![", "$("] { #expect(!unescaped.contains(markup), "\(markup)") }
        #expect(summary.split(separator: "\n").count { $0.hasPrefix("| r-") } == Self.texts.count)
    }

    @Test func `in the page nothing of it is markup`() throws {
        let (workplace, _) = try Self.drifted()
        let page = try workplace.folder.text("reports/report.html")
        // Around the run's data stands what stands around every run's, and in the data there is no markup.
        let parts = page.components(separatedBy: "<script type=\"application/json\" id=\"data\">")
        try #require(parts.count == 2)
        let end = try #require(parts[1].range(of: "</script>"))
        let data = parts[1][..<end.lowerBound]
        #expect(!data.contains("<"))
        #expect(!drives(Data(data.utf8)))
        #expect(page.components(separatedBy: "<script").count == 3)
        struct Page: Decodable {
            struct Section: Decodable {
                struct Case: Decodable { let question: String }
                let cases: [Case]
            }
            let sections: [Section]
        }
        let questions = try JSONDecoder().decode(Page.self, from: Data(data.utf8)).sections[0].cases.map(\.question)
        #expect(questions.count == Self.texts.count)
        #expect(questions.contains("before\u{0}after"))
        #expect(questions.contains { $0.contains("<img src=x onerror=alert(1)>") })
    }

    @Test func `drift json is JSON that holds the question as it was`() throws {
        let (workplace, _) = try Self.drifted()
        let cases = try workplace.report().scenarios[0].cases
        #expect(cases.first { $0.id == "r-0" }?.question == "\u{1B}[2J\u{1B}[31mall is well\u{1B}[0m")
        #expect(cases.first { $0.id == "r-1" }?.question == "before\u{0}after")
    }

    @Test func `errors about a hostile file drive no terminal`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.edit(
            "replays/shop/traffic.jsonl", "\"question\":\"Who are",
            "\"\\u001b[2J\\u202e\":1,\"question\":\"Who are")
        let run = try workplace.run("replay")
        #expect(run.code == 65)
        #expect(!drives(Data(run.errors.utf8)))
        let explained = try workplace.run("explain", "shop", "\u{1B}[2J")
        #expect(!drives(Data(explained.errors.utf8)))
    }
}
