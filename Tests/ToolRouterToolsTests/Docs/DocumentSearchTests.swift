import Foundation
import Testing
import ToolRouter

@testable import ToolRouterTools

/// What is found, in which order, and what texts of attackers come to.
@Suite struct DocumentSearchTests {
    private static let documents = [
        "returns.md": """
        # Returns and refunds

        Anything can be returned within 30 days. The day of delivery is the first.

        ## Money

        Shipping costs are refunded only when all of the order comes back. Repairs are free of charge.
        """,
        "tents.md": "# Tents\n\nA torn tent is repaired in the workshop. Returns of tents are rare.",
        "boots.md": "# Boots\n\nOf charge, free boots are not. Café Zürich sells them, max_in_flight = 3.",
        "jp/配送.md": "# 配送と返品について\n\n日本への配送は七日から十日かかります。\n\n## 返品\n\n商品は三十日以内であれば返品できます。",
        "th/คืน.md": "# การคืนสินค้า\n\nลูกค้าสามารถคืนสินค้าได้ภายในสามสิบวัน",
        "zh/政策.md": "# 退货政策\n\n三十天内可以退货。",
    ]

    static let rows: [(String, [String])] = [
        ("torn tent", ["tents.md"]),
        ("returns", ["returns.md", "tents.md"]),
        ("\"free of charge\"", ["returns.md"]),
        ("refunded shipping", ["returns.md"]),
        ("ZURICH cafe", ["boots.md"]),
        ("max_in_flight", ["boots.md"]),
        ("配送", ["jp/配送.md"]),
        ("返品できます", ["jp/配送.md"]),
        ("คืนสินค้า", ["th/คืน.md"]),
        ("退货", ["zh/政策.md"]),
        ("货", ["zh/政策.md"]),
        ("nowhere", []),
        ("NEAR(tent torn)", ["tents.md"]),
        ("title:Boots", ["boots.md"]),
    ]

    @Test(arguments: rows)
    func `a query finds first`(_ query: String, _ documents: [String]) throws {
        let found = try Library(Self.documents).find(query)
        var names: [String] = []
        for hit in found.hits where !names.contains(hit.document) { names.append(hit.document) }
        #expect(Array(names.prefix(documents.count)) == documents)
        if documents.isEmpty { #expect(found.hits.isEmpty) }
    }

    @Test func `passages with everything come first, and those with some of it score no more`() throws {
        let library = try Library([
            "some.md": "alpha alpha alpha alpha",
            "all.md": "alpha and a lot of other words, and beta somewhere among them",
            "begins.md": "alphabet soup", "none.md": "gamma",
        ])
        let found = try library.find("alpha beta")
        #expect(found.hits.map(\.document) == ["all.md", "some.md", "begins.md"])
        #expect(zip(found.hits, found.hits.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test func `a title counts more than a heading, and that more than the text`() throws {
        let filling = (0..<20).map { ("x\($0).md", "# Other\n\n## Part\n\nnothing of it") }
        let library = try Library(
            Dictionary(uniqueKeysWithValues: filling).merging([
                "c.md": "# Other\n\n## Part\n\nthe harness here", "b.md": "# Other\n\n## Harness\n\nthe thing here",
                "a.md": "# Harness\n\n## Part\n\nthe thing here",
            ]) { one, _ in one })
        // The heading alone of the first one is a passage, too.
        #expect(try library.find("harness").hits.map(\.document) == ["a.md", "a.md", "b.md", "c.md"])
    }

    @Test func `equal passages are in the order of their documents and lines`() throws {
        let library = try Library(
            Dictionary(uniqueKeysWithValues: (0..<30).map { ("\(($0 * 7) % 30).md", "same words\n\n# H\nsame words") }))
        var limits = SearchLimits()
        limits.results = 100
        let places = try library.find("same words", limits).hits.map { "\($0.document):\($0.line)" }
        let names = (0..<30).map { "\($0).md" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let titled = places.filter { $0.hasSuffix(":4") }
        #expect(titled == names.map { "\($0):4" })
        #expect(places.filter { $0.hasSuffix(":1") } == names.map { "\($0):1" })
        limits.results = 7
        #expect(
            try library.find("same words", limits).hits.map { "\($0.document):\($0.line)" } == Array(places.prefix(7)))
    }

    @Test func `an answer takes no more memory than it may, and says so`() throws {
        let library = try Library(
            Dictionary(
                uniqueKeysWithValues: (0..<10).map { ("\($0).md", String(repeating: "word and more. ", count: 40)) }))
        var limits = SearchLimits()
        limits.resultBytes = 2_000
        let found = try library.find("word", limits)
        #expect(found.isTruncated)
        #expect(found.bytes <= 2_000)
        #expect(!found.hits.isEmpty)
        #expect(try !library.find("word").isTruncated)
    }

    @Test func `a search beyond its operations is a structured error`() throws {
        let library = try Library(Dictionary(uniqueKeysWithValues: (0..<3_000).map { ("\($0).md", "word \($0)") }))
        var limits = SearchLimits()
        limits.operations = 1_000
        let session = try library.index().session()
        let error = #expect(throws: RouterError.self) { try session.find(Plan(query: "word"), within: limits) }
        #expect(error?.code == .executionBudget)
        #expect(try session.find(Plan(query: "word"), within: SearchLimits()).hits.count == 10)
    }

    @Test func `a cancelled search ends`() throws {
        let library = try Library(Dictionary(uniqueKeysWithValues: (0..<3_000).map { ("\($0).md", "word \($0)") }))
        let reader = IndexReader(try library.index().connection)
        let search = try DocumentSearch.approved(Plan(query: "word"), within: SearchLimits())
        let error = #expect(throws: RouterError.self) { try reader.find(search) { true } }
        #expect(error?.code == .cancelled)
    }

    /// The codes that a text of an attacker may come to; else it is answered.
    private static let structured: Set<ErrorCode> = [.searchEmpty, .searchTooLong]

    private func attack(_ texts: some Sequence<String>) throws -> (answered: Int, refused: Int) {
        let session = try Library(Self.documents).index().session()
        var outcomes = (answered: 0, refused: 0)
        for text in texts {
            do throws(RouterError) {
                _ = try session.find(Plan(query: text), within: SearchLimits())
                outcomes.answered += 1
            } catch {
                #expect(Self.structured.contains(error.code), "\(text.debugDescription): \(error)")
                outcomes.refused += 1
            }
        }
        return outcomes
    }

    @Test func `10,000 hostile texts are answered or refused in order`() throws {
        var draws = Draws(seed: 2026)
        let parts = [
            "AND", "OR", "NOT", "NEAR(", "NEAR/2", "(", ")", "*", "^", ":", "\"", "'", "-", "+", "{", "}", ",", ";",
            "--", "/*",
            "title:", "{title text}:", "words", "rank", "\u{0}", "\u{1}", "%", "_", "\\", "退货", "การคืน", "\u{301}",
            "\u{200D}", "\u{FFFD}", "👩‍👩‍👧", "ß", "ﬁ", "a*", "\"\"", "\"a", "“", "”", "«", "returns", "tent", "İ",
            "\u{202E}", "\n",
            String(repeating: "x", count: 300), "\u{10FFFF}", "\u{E000}", "٣", "Ⅷ", "ª",
        ]
        let texts = (0..<10_000).map { _ in
            (0..<draws.draw(30)).map { _ in
                let part =
                    draws.draw(8) == 0
                    ? String(Unicode.Scalar(UInt32(draws.draw(0xD7FF))) ?? "x") : parts[draws.draw(parts.count)]
                return part + (draws.draw(2) == 0 ? " " : "")
            }.joined()
        }
        let outcomes = try attack(texts)
        #expect(outcomes.answered > 5_000)
        #expect(outcomes.refused > 100)
    }

    @Test func `texts of published attacks are answered or refused in order`() throws {
        struct Attack: Decodable { let text: String }
        let path =
            URL(filePath: #filePath).deletingLastPathComponent().path
            + "/../../../../shared/data/sql_attacks/corpus.jsonl"
        guard let data = FileManager.default.contents(atPath: path) else {
            print("SKIPPED: \(path) is not there")
            return
        }
        let texts = try data.split(separator: 0x0A).map { try JSONDecoder().decode(Attack.self, from: $0).text }
        #expect(texts.count > 100)
        _ = try attack(texts)
    }

    @Test func `every word of a document finds it`() throws {
        let library = try Library(Self.documents)
        let index = try library.index()
        let session = index.session()
        var reader = SearchWords()
        var limits = SearchLimits()
        limits.results = 100
        for (name, text) in Self.documents {
            for passage in MarkdownReader.read(Array(text.utf8)).passages {
                for word in reader.words(of: passage.text) {
                    let found = try session.find(Plan(query: word.text), within: limits)
                    #expect(
                        found.hits.contains { $0.document == name && $0.line == passage.line },
                        "\(word.text) in \(name)")
                    #expect(found.hits.allSatisfy { !$0.marks.isEmpty || $0.title != "" }, "\(word.text)")
                }
            }
        }
    }
}
