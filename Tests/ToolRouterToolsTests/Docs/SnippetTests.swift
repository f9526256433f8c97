import Testing

@testable import ToolRouterTools

/// What is shown of a passage, and where in it what was looked for stands.
@Suite struct SnippetTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let passage: String
        let query: String
        let most: Int
        let snippet: String
        let marked: [String]

        init(_ fact: String, _ passage: String, _ query: String, _ most: Int, _ snippet: String, _ marked: String...) {
            testDescription = fact
            (self.passage, self.query, self.most, self.snippet, self.marked) = (passage, query, most, snippet, marked)
        }
    }

    static let rows = [
        Row("all of a short passage", "One two.\nThree (four).", "four", 40, "One two. Three (four).", "four"),
        Row("the part around a word", "a b c d e f g h i j k l", "h", 4, "g h i j", "h"),
        Row("the beginning where that is near", "a b c d e f g h i", "c", 4, "a b c d", "c"),
        Row("the end", "a b c d e f g h i", "i", 4, "f g h i", "i"),
        Row("where most different words are", "x a a a a b c d x y e f", "x y", 3, "x y e", "x", "y"),
        Row("marks at the ends stay with their words", "a b c d (e, f) g h i j", "f", 3, "f) g h", "f"),
        Row(
            "a phrase is one mark", "free of charge and free", "\"free of charge\"", 9, "free of charge and free",
            "free of charge"),
        Row("accents and case", "Das Ärgernis", "argernis", 9, "Das Ärgernis", "Ärgernis"),
        Row("letters that stand together", "商品は三十日以内であれば返品できます", "返品", 40, "商品は三十日以内であれば返品できます", "返品"),
        Row("letters are cut between words", "一二三四五六七八九十", "七八", 4, "七八九十", "七八"),
        Row("a joined word", "set max_in_flight now", "max_in_flight", 9, "set max_in_flight now", "max_in_flight"),
        Row("a soft hyphen inside", "re\u{AD}turn it", "return", 9, "re\u{AD}turn it", "re\u{AD}turn"),
        Row("nothing in the text", "nothing here", "title", 9, "nothing here"),
        Row("no text", "", "title", 9, ""),
    ]

    @Test(arguments: rows)
    func `a passage is shown so`(_ row: Row) throws {
        let terms = try SearchQuery(row.query, within: SearchLimits()).units.map { SearchTerm($0) }
        var reader = SearchWords()
        let snippet = Snippet(of: row.passage, terms, words: row.most, &reader)
        #expect(snippet.text == row.snippet)
        let bytes = Array(snippet.text.utf8)
        #expect(snippet.marks.map { String(validating: bytes[$0], as: UTF8.self) } == row.marked)
    }

    @Test func `marks are where words are, whatever the text`() throws {
        var draws = Draws(seed: 3)
        let parts = [
            "a", "b", "退", "货", "ที่", "é", "e\u{301}", " ", "\n", "(", "”", "👩‍👩‍👧", "_", "x1", "\u{AD}", "\u{200B}",
        ]
        let terms = try SearchQuery("a b 退货 é x1 \"a b\"", within: SearchLimits()).units.flatMap {
            [SearchTerm($0)] + SearchTerm.loose($0)
        }
        var reader = SearchWords()
        for _ in 0..<5_000 {
            let passage = (0..<draws.draw(120)).map { _ in parts[draws.draw(parts.count)] }.joined()
            let snippet = Snippet(of: passage, terms, words: 1 + draws.draw(30), &reader)
            let bytes = Array(snippet.text.utf8)
            #expect(passage.utf8.count >= bytes.count)
            var last = -1
            for mark in snippet.marks {
                #expect(mark.lowerBound > last && mark.upperBound <= bytes.count)
                #expect(String(validating: bytes[mark], as: UTF8.self) != nil)
                last = mark.upperBound
            }
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
    }
}
