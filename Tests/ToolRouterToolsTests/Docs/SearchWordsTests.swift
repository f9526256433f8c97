import Testing

@testable import ToolRouterTools

/// Where words begin and end, and which are the same.
@Suite struct SearchWordsTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let text: String
        let words: [String]
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ words: String...) {
            self.text = text
            self.words = words
        }
    }

    static let rows = [
        Row(""), Row(" \t\n"), Row("*^:()\"'%;--"),
        Row("Returns, refunds!", "returns", "refunds"),
        Row("max_in_flight=3.5", "max", "in", "flight", "3", "5"),
        Row("Über UBER U\u{308}ber", "uber", "uber", "uber"),
        Row("naïve café", "naive", "cafe"),
        Row("Σίσυφος ΣΊΣΥΦΟΣ", "σισυφοσ", "σισυφοσ"),
        Row("re\u{AD}turn", "return"),
        Row("it’s", "it", "s"),
        Row("हिन्दी में", "हिन्दी", "में"),
        Row("한국어 문서", "한국어", "문서"),
        Row("退货政策", "退", "货", "政", "策"),
        Row("iPhone手机2", "iphone", "手", "机", "2"),
        Row("ที่นี่", "ที่", "นี่"),
        Row("がか", "が", "か"),
        Row("a\u{0}b", "a", "b"),
        Row("“quoted” — dash", "quoted", "dash"),
        Row("👩‍👩‍👧 family", "family"),
        Row("\u{301}\u{301}x", "x"),
    ]

    @Test(arguments: rows)
    func `a text has these words`(_ row: Row) {
        var reader = SearchWords()
        let words = reader.words(of: row.text)
        #expect(words.map(\.text) == row.words)
        for word in words {
            let bytes = Array(row.text.utf8)[word.range]
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
    }

    @Test func `no more words are read than are asked for`() {
        var reader = SearchWords()
        #expect(reader.words(of: "a b c d", most: 2).map(\.text) == ["a", "b"])
    }

    @Test func `of a word without an end the beginning counts`() {
        var reader = SearchWords()
        let long = String(repeating: "x", count: 1_000_000)
        #expect(reader.words(of: long).map(\.text.utf8.count) == [SearchWord.longest])
        let marks = "e" + String(repeating: "\u{301}\u{323}", count: 100_000)
        #expect(reader.words(of: marks).map(\.text) == ["e"])
        #expect(reader.words(of: long + "y").map(\.text) == reader.words(of: long).map(\.text))
    }

    static let indexed = [
        ("退货政策", "退货 货政 政策 策"), ("退 货", "退 货"), ("iPhone手机", "iphone 手机 机"), ("手机iPhone", "手机 机 iphone"),
        ("a b", "a b"),
    ]

    @Test(arguments: indexed)
    func `letters of scripts without blanks are kept in twos`(_ text: String, _ entries: String) {
        var reader = SearchWords()
        #expect(IndexedWords.text(of: reader.words(of: text)) == entries)
    }
}
