import Testing
import ToolRouter
import ToolRouterReplay

struct WordDiffTests {
    /// The pieces as text: `[-removed-]`, `{+added+}`, and what is the same.
    private func marked(_ before: String, _ now: String) -> String {
        WordDiff(from: before, to: now).pieces.map { piece in
            switch piece {
            case .same(let text): text
            case .removed(let text): "[-\(text)-]"
            case .added(let text): "{+\(text)+}"
            }
        }.joined()
    }

    @Test(arguments: [
        ("nothing", "", "", ""),
        ("the same", "SELECT 1", "SELECT 1", "SELECT 1"),
        ("all of it added", "", "SELECT 1", "{+SELECT 1+}"),
        ("all of it removed", "SELECT 1", "", "[-SELECT 1-]"),
        ("a word", "SELECT a FROM t", "SELECT b FROM t", "SELECT [-a-]{+b+} FROM t"),
        ("a column added", "SELECT a FROM t", "SELECT a, b FROM t", "SELECT a{+, b+} FROM t"),
        ("a word within a word is another word", "name_1", "name_2", "[-name_1-]{+name_2+}"),
        ("changes with a blank between them are one", "a b c", "x y c", "[-a b-]{+x y+} c"),
        ("changes with more between them are two", "a + c", "x + y", "[-a-]{+x+} + [-c-]{+y+}"),
        ("blanks", "a b", "a  b", "a[- -]{+  +}b"),
        ("letter by letter where each is a word", "(((", "((", "(([-(-]"),
        ("another spelling in Unicode", "caf\u{E9}", "cafe\u{301}", "[-caf\u{E9}-]{+cafe\u{301}+}"),
        ("a mark is part of its word", "e\u{301}t", "et", "[-e\u{301}t-]{+et+}"),
        ("a line break of two characters", "a\r\nb", "a\nb", "a[-\r\n-]{+\n+}b"),
    ])
    func `what changed is found word by word`(row: (name: String, before: String, now: String, marked: String)) {
        #expect(marked(row.before, row.now).hasSameBytes(as: row.marked), "\(row.name): \(marked(row.before, row.now))")
    }

    /// Texts of words of a small vocabulary, drawn by a counter, and hostile ones.
    static let texts: [String] =
        (0..<40).map { seed in
            let words = [
                "a", " ", "SELECT", "\u{301}", "\u{0}", ",", "é", "e\u{301}", "\u{202E}", "\r", "\n", "🙂", "\u{1B}[2J",
            ]
            return (0..<(seed % 13)).map { words[(seed * 7 + $0 * (seed + 5)) % words.count] }.joined()
        }

    @Test func `the pieces are both texts, byte for byte, and none is empty`() {
        for before in Self.texts {
            for now in Self.texts {
                var (left, right) = ([UInt8](), [UInt8]())
                for piece in WordDiff(from: before, to: now).pieces {
                    switch piece {
                    case .same(let text):
                        left += Array(text.utf8)
                        right += Array(text.utf8)
                        #expect(!text.isEmpty)
                    case .removed(let text):
                        left += Array(text.utf8)
                        #expect(!text.isEmpty)
                    case .added(let text):
                        right += Array(text.utf8)
                        #expect(!text.isEmpty)
                    }
                }
                #expect(left == Array(before.utf8) && right == Array(now.utf8), "\(before.debugDescription)")
            }
        }
    }

    @Test func `of a text with too many words only its beginning and end are compared`() {
        let middle = (0..<WordDiff.mostWords).map { "w\($0)" }.joined(separator: " ")
        let pieces = WordDiff(from: "SELECT x \(middle) y", to: "SELECT z \(middle) v y").pieces
        #expect(pieces.count == 4)
        #expect(pieces.first == .same("SELECT "))
        #expect(pieces.last == .same(" y"))
    }

    @Test func `a long text is no burden`() {
        let text = String(repeating: "word ", count: 20_000)
        let pieces = WordDiff(from: text + "a", to: text + "b").pieces
        #expect(pieces == [.same(text), .removed("a"), .added("b")])
    }
}
