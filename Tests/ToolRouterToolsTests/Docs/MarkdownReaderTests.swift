import Testing

@testable import ToolRouterTools

/// Which passages a document is cut into, and what is left of its markup.
@Suite struct MarkdownReaderTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        let title: String
        let passages: [Passage]

        init(_ fact: String, _ text: String, title: String = "", _ passages: (String, Int, String)...) {
            testDescription = fact
            self.text = text
            self.title = title
            self.passages = passages.map { Passage(section: $0.0, line: $0.1, text: $0.2) }
        }
    }

    static let rows = [
        Row("nothing", ""),
        Row("blank lines", "\n \n\t\n"),
        Row("prose without a heading", "One\ntwo.\n\nThree.", ("", 1, "One\ntwo.\nThree.")),
        Row(
            "headings begin passages", "# Returns\n\nIn 30 days.\n\n## Money ##\nBack.\n", title: "Returns",
            ("Returns", 3, "In 30 days."), ("Money", 6, "Back.")),
        Row("a heading alone can be found", "# Phone\n# Mail\n", title: "Phone", ("Phone", 1, ""), ("Mail", 2, "")),
        Row(
            "underlined headings", "Title\n=====\nText\n\nSection\n---\nMore", title: "Title", ("Title", 3, "Text"),
            ("Section", 7, "More")),
        Row("seven marks and marks without a blank are text", "####### x\n#y", ("", 1, "####### x\n#y")),
        Row(
            "front matter", "---\ntitle: \"Who we are\"\ntags: [a]\n---\n# About\nText", title: "Who we are",
            ("About", 6, "Text")),
        Row("front matter without an end is text", "---\ntitle: x\n", ("", 2, "title: x")),
        Row(
            "code keeps its marks and has no headings", "```sh\n# not a heading\nx = a_b * [1]\n```\nafter",
            ("", 2, "# not a heading\nx = a_b * [1]\nafter")),
        Row("code without an end", "~~~\n# code", ("", 2, "# code")),
        Row(
            "lists, quotes and tasks", "- one\n* two\n3. three\n> quoted\n> - [x] done\n",
            ("", 1, "one\ntwo\nthree\nquoted\ndone")),
        Row("a table", "| a | b |\n|---|:-:|\n| 1 | 2 |", ("", 1, "a b\n1 2")),
        Row("rules across", "a\n\n***\n- - -\n___\nb", ("", 1, "a\nb")),
        Row("line ends of all editors", "a\r\nb\rc\n", ("", 1, "a\nb\nc")),
        Row("a byte order mark", "\u{FEFF}# T\nx", title: "T", ("T", 2, "x")),
        Row("comments over lines", "a <!-- b\n# c\n--> d", ("", 1, "a\nd")),
        Row("definitions of links", "[ref]: https://example.com \"x\"\ntext", ("", 2, "text")),
    ]

    @Test(arguments: rows)
    func `a document is cut so`(_ row: Row) {
        let read = MarkdownReader.read(Array(row.text.utf8))
        #expect(read.title == row.title)
        #expect(read.passages == row.passages)
    }

    static let inline: [(String, String)] = [
        ("**bold** and *soft* and ~~gone~~ and `code`", "bold and soft and gone and code"),
        ("snake_case and _soft_", "snake_case and soft"),
        ("2 * 3 ~ 6", "2 * 3 ~ 6"),
        ("[words](https://example.com/a \"t\") end", "words end"),
        ("![picture](x.png)", "picture"),
        ("[words][ref] and [ref]", "words and ref"),
        ("wow! [x]", "wow! x"),
        ("[open](no end", "open(no end"),
        ("a<br>b <b>c</b>d<https://example.com>", "a b cdhttps://example.com"),
        ("1 < 2 && 3 > 2", "1 < 2 && 3 > 2"),
        ("a &amp; b &lt; c&nbsp;d &#8217; &#x41; &none; &#0;", "a & b < c d ’ A &none; &#0;"),
        ("\\*not soft\\* \\\\ \\x", "*not soft* \\ \\x"),
        ("tab\tand\u{0}nul\u{7}", "tab and nul"),
        ("退货 **政策** [链接](u)", "退货 政策 链接"),
    ]

    @Test(arguments: inline)
    func `marks are taken out of a line`(_ line: String, _ text: String) {
        var markup = InlineMarkup()
        #expect(markup.text(of: Array(line.utf8)[...]) == text)
    }

    @Test func `what is not UTF-8 is read all the same`() {
        let read = MarkdownReader.read([0x23, 0x20, 0x61, 0xFF, 0xC0, 0x0A, 0x62, 0xE9, 0x80])
        #expect(read.title == "a\u{FFFD}\u{FFFD}")
        #expect(read.passages.map(\.section) == [read.title])
        #expect(read.passages[0].text.hasPrefix("b\u{FFFD}"))
    }

    @Test func `long texts are cut where words end, and nothing is lost`() {
        let words = (0..<5_000).map { "word\($0)" }
        for separator in [" ", "\n", "\n\n"] {
            let passages = MarkdownReader.read(Array(words.joined(separator: separator).utf8)).passages
            #expect(passages.allSatisfy { $0.text.utf8.count <= MarkdownReader.passageBytes })
            #expect(passages.flatMap { $0.text.split { $0 == " " || $0 == "\n" }.map(String.init) } == words)
        }
    }

    @Test func `lines without a blank are cut between letters and within no scalar`() {
        let text = String(repeating: "退货政策👩‍👩‍👧ที่", count: 2_000)
        let passages = MarkdownReader.read(Array(text.utf8)).passages
        #expect(passages.count > 10)
        #expect(passages.map(\.text).joined() == text)
        #expect(passages.allSatisfy { $0.text.utf8.count <= MarkdownReader.passageBytes })
        #expect(!passages.contains { $0.text.unicodeScalars.first?.properties.isGraphemeExtend ?? true })
    }

    @Test func `a document of headings alone has passages for all its words`() {
        let text = (0..<50_000).map { "# h\($0)\n" }.joined()
        let passages = MarkdownReader.read(Array(text.utf8)).passages
        #expect(passages.count < 2 * MarkdownReader.mostSections)
        let last = passages.last.map { $0.text + $0.section } ?? ""
        #expect(last.contains("h49999"))
    }

    static let hostile = [
        "[", "](", "![", "<a", "<!--", "*", "_a", "&#", "`", "> ", "- ", "#", "\\", "|", "][", "<!-->",
    ]

    @Test(arguments: hostile)
    func `marks without an end take linear time`(_ mark: String) {
        let time = ContinuousClock().measure {
            _ = MarkdownReader.read(Array(String(repeating: mark, count: 1 << 16).utf8))
        }
        // Quadratic time would be hours.
        #expect(time < .seconds(30))
    }

    @Test func `random bytes are read`() {
        var draws = Draws(seed: 18)
        let marks = Array("#*_`[]()<>!&;\\|-=~\n\r\t :\"'é退\u{0}".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<draws.draw(200)).map { _ in
                draws.draw(4) == 0 ? UInt8(draws.draw(256)) : marks[draws.draw(marks.count)]
            }
            let read = MarkdownReader.read(bytes)
            #expect(read.passages.allSatisfy { $0.line >= 1 && $0.text.utf8.count <= MarkdownReader.passageBytes })
        }
    }
}
