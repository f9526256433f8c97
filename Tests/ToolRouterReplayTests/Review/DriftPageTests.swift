import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterTools

struct DriftPageTests {
    private static let plain = PageLook(hasColours: false, width: nil)

    private func drift(_ question: String? = nil, _ change: (inout AnswerRecord) -> Void) throws -> Drift {
        let golden = AnswerRecord.answered("r-1")
        var actual = golden
        change(&actual)
        return try #require(
            Drift(golden: golden, actual: actual, sql: nil, question: question, recordingMiss: nil))
    }

    private func page(_ drift: Drift, _ look: PageLook = plain) -> [String] {
        DriftPage(drift, results: .none, look: look).lines.map { look.text($0) }
    }

    @Test func `what differs is shown from what to what, and the statement word by word`() throws {
        let lines = page(
            try drift("How many?") { record in
                record.sql = "SELECT id FROM singer"
                record.latencyMicroseconds = 900_004
                record.source = .rules
            })
        #expect(lines.contains("  question   How many?"), "\(lines)")
        #expect(lines.contains("  source     [-planner-] → {+rules+}"), "\(lines)")
        #expect(lines.contains("  latency    [-830.000 ms-] → {+900.004 ms+}"), "\(lines)")
        #expect(lines.contains("  sql        SELECT [-name-]{+id+} FROM singer"), "\(lines)")
        #expect(!lines.contains { $0.contains("tokens") }, "what is the same is not repeated")
    }

    @Test func `trails that part stand beside each other`() throws {
        let lines = page(try drift { $0.trail[3] = "plan:rule(x)" })
        #expect(lines.contains { $0.hasPrefix("  ≠ plan:replied") && $0.hasSuffix("← here they part") }, "\(lines)")
    }

    @Test func `a line break that changed is seen`() throws {
        let lines = page(try drift { $0.sql = ($0.sql ?? "") + "\n" })
        #expect(lines.contains { $0.hasSuffix("{+⏎+}") }, "\(lines)")
    }

    @Test func `a very long statement is cut, and the rest is counted`() throws {
        let lines = page(
            try drift { $0.sql = String(repeating: "SELECT x\n", count: 500) }, PageLook(hasColours: true, width: 60))
        #expect(lines.count < 60)
        #expect(lines.contains { $0.contains("lines more") })
    }

    private static func digest(_ ordered: String) -> ResultDigest {
        ResultDigest(ordered: ordered, bag: ordered, rowCount: 2, isTruncated: false, orderMatters: true)
    }

    @Test func `rows are a table in which the cells that changed are marked`() throws {
        func result(_ name: String, _ digest: String) -> KeptResult {
            let rows: [[Value]] =
                [[.integer(1), .text("Ada")]] + (2..<9).map { [.integer($0), .text("same")] }
                + [[.integer(10), .text(name)]]
            return KeptResult(ResultSet(columns: ["id", "name"], rows: rows), digest: digest)
        }
        var kept = KeptResults()
        kept.add(result("Grace", "aa"))
        kept.add(result("Gracie", "cc"))
        let drift = try drift { $0.result = Self.digest("cc") }
        let results = DriftResults(golden: kept, now: kept, hint: nil)
        let lines = DriftPage(drift, results: results, look: Self.plain).lines.map(\.plain)
        #expect(
            lines.suffix(5) == [
                "  rows: 1 changed, 0 added, 0 removed (9 → 9)",
                "    id | name",
                "  … 7 the same",
                "    8  | 'same'",
                "  ~ 10 | [-'Grace'-]{+'Gracie'+}",
            ], "\(lines)")
    }

    /// Texts that would drive a terminal, mislead who reads it, or break its lines.
    static let hostile = [
        "\u{1B}[2J\u{1B}]0;owned\u{7}", "a\rb\u{8}\u{8}", "\u{9B}31m\u{90}q\u{9C}", "\u{202E}gnp.exe\u{2066}",
        "x\u{0}\u{7F}\u{85}y", "\u{2028}\u{2029}", "[-fake-]{+fake+}", "e\u{301}\u{301}\u{301}", "\u{E000}\u{FFFF}",
    ]

    @Test(arguments: hostile)
    func `no text drives a terminal, whatever field it stands in`(text: String) throws {
        func result(_ text: String, _ digest: String) -> KeptResult {
            KeptResult(ResultSet(columns: [text], rows: [[.text(text)], [.text("same")]]), digest: digest)
        }
        var kept = KeptResults()
        kept.add(result(text, "aa"))
        kept.add(result(text + "2", "cc"))
        var drift = try drift(text) { record in
            record.sql = "SELECT '\(text)'"
            record.arguments = "{\"query\":\"\(text)\"}"
            record.trail[3] = text
            record.result = Self.digest("cc")
        }
        drift.question = text
        for look in [PageLook(hasColours: true, width: 40), PageLook(hasColours: false, width: nil)] {
            let results = DriftResults(golden: kept, now: kept, hint: nil)
            for line in DriftPage(drift, results: results, look: look).lines {
                // Its own colours are all that is left.
                let bare = look.text(line).replacing(/\u{1B}\[[0-9]+m/, with: "")
                #expect(
                    !bare.unicodeScalars.contains {
                        [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                    }, "\(bare.debugDescription)")
                #expect(look.width.map { line.width <= $0 } ?? true, "\(line.plain)")
            }
        }
    }
}
