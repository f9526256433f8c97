import Foundation
import Testing

@testable import ToolRouter

@Suite struct CanonicalQuestionTests {
    private static func canonical(_ question: String, foldingCase: Bool = false) -> String {
        CanonicalQuestion(question, foldingCase: foldingCase).text
    }

    @Test(arguments: [
        ("white space", "How many  singers?", "How many singers?"),
        ("white space of all kinds", "\t how\r\nmany ", "how many"),
        ("white space beyond ASCII", "a\u{A0}\u{3000}b\u{2028}", "a b"), ("nothing", "", ""), ("blanks", " \n ", ""),
        ("Unicode form", "Cafe\u{301}", "Café"), ("case is kept", "Die ÄÖÜ", "Die ÄÖÜ"),
        ("around quotes", "  Ids  with code  'A  B'  , please ", "Ids with code 'A  B' , please"),
        ("between quotes", "'A  B'  or   'C  D'", "'A  B' or 'C  D'"),
        ("quotes side by side", "\"A  B\"'C  D'  x", "\"A  B\"'C  D' x"),
        ("apostrophes in words", "What's  Ada's  \"A  B\"  for", "What's Ada's \"A  B\" for"),
        ("a typographic apostrophe in a word", "L’été  dernier", "L’été dernier"),
        ("an apostrophe within quotes", "\"it's  A\"  x", "\"it's  A\" x"),
        ("quotes within quotes", "“the  ‘A  B’  code”  x", "“the  ‘A  B’  code” x"),
        ("an apostrophe after a letter with a mark", "cafe\u{301}'s  x", "café's x"),
        ("a quote that is doubled", "'it''s  A'  x", "'it''s  A' x"),
        ("decades", "the 1990's  hits", "the 1990's hits"),
        ("blanks before a quote that only closes", "  A  B」  x  ", "A  B」  x"),
        ("blanks around an open quote", " \n 'A  B ", "'A  B"), ("quotes alone", " ' ", "'"),
        ("a mark alone", "  」  ", "」"),
        ("blanks at the ends go before quotes come", "  'A  B'  ", "'A  B'"),
    ])
    func `white space outside of quotes and Unicode form make no difference`(
        name: String, question: String, text: String
    ) {
        let canonical = Self.canonical(question)
        #expect(canonical.utf8.elementsEqual(text.utf8), "\(canonical)")
        #expect(Self.canonical(canonical).utf8.elementsEqual(text.utf8), "a canonical question is its own")
    }

    @Test(arguments: [
        "'A  B'", "\"A  B\"", "`A  B`", "´A  B´", "‘A  B’", "’A  B’", "‚A  B‘", "“A  B”", "”A  B”", "„A  B“", "„A  B”",
        "«A  B»", "»A  B«", "»A  B»", "‹A  B›", "›A  B‹", "「A  B」", "『A  B』", "《A  B》", "〈A  B〉", "〝A  B〟", "｢A  B｣",
        "＂A  B＂", "＇A  B＇", "｀A  B｀",
    ])
    func `what stands in quotes is untouched, whatever the quotes`(quoted: String) {
        let question = "Which  \(quoted)  is it?"
        #expect(Self.canonical(question).utf8.elementsEqual("Which \(quoted) is it?".utf8))
        let other = question.replacing("A  B", with: "A B")
        #expect(CanonicalQuestion(question, foldingCase: false) != CanonicalQuestion(other, foldingCase: false))
        // Without blanks around them, too, as in Chinese.
        #expect(Self.canonical("代码\(quoted)的数量").utf8.elementsEqual("代码\(quoted)的数量".utf8))
    }

    @Test(arguments: [
        "\u{1FEF}A  B\u{1FEF}", "\u{1FFD}A  B\u{1FFD}", "\u{2329}A  B\u{232A}", "⹂A  B”", "﹁A  B﹂", "﹃A  B﹄",
        "❝A  B❞", "❛A  B❜", "❮A  B❯", "״A  B״", "׳A  B׳", "ʼA  Bʼ", "A  B❞", "A  B\u{232A}",
    ])
    func `what stands in rare quotes is untouched, too`(quoted: String) {
        let question = "Which \(quoted) is it?"
        #expect(Self.canonical(question).hasSameBytes(as: question))
        #expect(!Self.canonical(question.replacing("A  B", with: "A B")).hasSameBytes(as: question))
    }

    @Test func `NFC makes no mark of what is none`() {
        var wrong: [UInt32] = []
        for value in 0x80...0x10FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value), QuotationMark(scalar) == nil else { continue }
            let composed = String(scalar).precomposedStringWithCanonicalMapping.unicodeScalars
            if composed.contains(where: { QuotationMark($0) != nil }) { wrong.append(value) }
        }
        #expect(wrong == [])
    }

    private static let quotes = [
        ("'", "'"), ("\"", "\""), ("`", "`"), ("‘", "’"), ("’", "’"), ("“", "”"), ("„", "“"), ("«", "»"), ("»", "«"),
        ("「", "」"), ("N'", "'"), ("x\"", "\""), ("＇", "＇"), ("❝", "❞"), ("ʼ", "ʼ"),
    ]
    private static let others = [
        "the", "'90s", "’90s", "customers'", "customers’", "don't", "don’t", "5'10\"", "\\\"", "'", "\"", "(", ")",
        "a.",
        "退货", "»", "“", "”", "」", "N'",
    ]

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `another blank in quotes is another question, whatever stands around them`(seed: UInt64) {
        let draw = KeyedDraw(seed: seed)
        for question in (0..<200).map(String.init) {
            var asked = ""
            var places: [Int] = []
            for place in 0..<1 + draw.number(below: 7, "length", question) {
                func pick<Element>(_ elements: [Element], _ what: String) -> Element {
                    elements[Int(draw.number(below: UInt64(elements.count), what, question, occurrence: place))]
                }
                if place > 0 { asked += " " }
                guard pick([true, false], "is quoted") else {
                    asked += pick(Self.others, "other")
                    continue
                }
                let (opener, closer) = pick(Self.quotes, "quotes")
                asked += pick(["", "(", "."], "before") + opener + pick(["A", ".", "1", "É", "退"], "first")
                places.append(asked.unicodeScalars.count)
                asked +=
                    " " + pick(["B", ".", "C++", "2", "é"], "last") + closer + pick(["", ")", ",", ".)"], "after")
            }
            for place in places {
                var other = asked.unicodeScalars
                other.insert(" ", at: other.index(other.startIndex, offsetBy: place))
                let (left, right) = (Self.canonical(asked), Self.canonical(String(other)))
                #expect(!left.hasSameBytes(as: right), "seed \(seed): \(asked.debugDescription)")
            }
        }
    }

    @Test(arguments: [
        ("another case", "code F", "code f"), ("another case in quotes", "code 'F'", "code 'f'"),
        ("another umlaut", "Ärzte", "ärzte"), ("white space in quotes", "'A  B'", "'A B'"),
        ("a tab in quotes", "'A\tB'", "'A B'"), ("blanks at the ends of quotes", "' A '", "'A'"),
        ("Unicode form in quotes", "'Cafe\u{301}'", "'Café'"), ("no white space", "a b", "ab"),
        ("other letters", "Maße", "Masse"), ("other digits", "٣", "3"), ("marks that nobody sees", "x\u{200B}", "x"),
        ("quotes without quotes", "'a'", "a"), ("other quotes", "'a'", "\"a\""),
        ("an open quote", "the 'A  B", "the 'A B"), ("a quote that only closes", "A  B」 x", "A B」 x"),
        ("a quote after a word", "code'F  x'", "code'F x'"), ("a quote after a number", "10\"A  B\"", "10\"A B\""),
        ("a quote after Hangul", "코드'A  B'의", "코드'A B'의"),
        ("feet and inches before quotes", "5'10\"  or \"A  B\"", "5'10\"  or \"A B\""),
        ("a plural's apostrophe before quotes", "the customers' 'A  B'", "the customers' 'A B'"),
        ("decades about quotes", "the '90s hit 'Go  Go!' of '91", "the '90s hit 'Go Go!' of '91"),
        ("a decade and an open quote", "sales in '98 for 'A  C++' and '99", "sales in '98 for 'A C++' and '99"),
        ("typographic decades", "the ’90s hit ’Go  Go!’ of ’91", "the ’90s hit ’Go Go!’ of ’91"),
        ("brackets before quotes", "the '90s hit ('Go  Go!') of '91", "the '90s hit ('Go Go!') of '91"),
        ("a letter before quotes", "where N'ab  c.' or N'd  e.' holds", "where N'ab c.' or N'd  e.' holds"),
        ("the same in the second", "where N'ab  c.' or N'd  e.' holds", "where N'ab  c.' or N'd e.' holds"),
        (
            "a backslash before quotes", #"x "a\" b  c." and "z." y ""#, #"x "a\" b c." and "z." y ""#
        ),
        ("quotes that overlap", "x \"a 'b\" c  d' y", "x \"a 'b\" c d' y"),
        ("a quote that ends behind another mark", "A  B ' x 」", "A B ' x 」"),
    ])
    func `anything else is another question`(name: String, left: String, right: String) {
        #expect(CanonicalQuestion(left, foldingCase: false) != CanonicalQuestion(right, foldingCase: false))
    }

    @Test(arguments: [
        ("case", "How MANY", "how many"), ("case in quotes", "code 'F'", "code 'f'"), ("umlauts", "ÄRZTE", "ärzte"),
        ("final sigma", "ΟΔΟΣ", "οδος"), ("a letter that folds to two", "\u{130}\u{323}", "i\u{323}\u{307}"),
        ("an open quote", "the 'A", "THE 'a"),
    ])
    func `where case is folded it makes no difference, in quotes, too`(name: String, left: String, right: String) {
        #expect(CanonicalQuestion(left, foldingCase: true) == CanonicalQuestion(right, foldingCase: true))
    }

    @Test func `where case is folded white space in quotes still counts`() {
        #expect(CanonicalQuestion("'A  B'", foldingCase: true) != CanonicalQuestion("'a b'", foldingCase: true))
    }

    @Test func `equal questions have one hash, and those that are only canonically equivalent are not equal`() {
        let questions = ["'Cafe\u{301}'", "'Café'", "'Cafe\u{301}'  "].map { CanonicalQuestion($0, foldingCase: false) }
        #expect(Set(questions).count == 2)
        #expect(questions[0] == questions[2])
    }

    private static let delicate: [Unicode.Scalar] = [
        " ", " ", "\t", "\u{3000}", "a", "B", "é", "e", "\u{301}", "退", "'", "\"", "`", "’", "‘", "“", "”", "„", "«",
        "»", "「", "」",
        "《", "1", "환",
    ]

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `any text has one canonical form, of which nothing but white space and Unicode form is lost`(seed: UInt64) {
        let draw = KeyedDraw(seed: seed)
        for question in (0..<100).map(String.init) {
            var text = String.UnicodeScalarView()
            for place in 0..<draw.number(below: 24, "length", question) {
                let count = UInt64(Self.delicate.count)
                text.append(Self.delicate[Int(draw.number(below: count, "scalar", question, occurrence: place))])
            }
            func bare(_ text: String) -> [Unicode.Scalar] {
                text.decomposedStringWithCanonicalMapping.unicodeScalars.filter { !$0.properties.isWhitespace }
            }
            for foldingCase in [false, true] {
                let canonical = Self.canonical(String(text), foldingCase: foldingCase)
                let again = Self.canonical(canonical, foldingCase: foldingCase)
                #expect(again.utf8.elementsEqual(canonical.utf8), "seed \(seed): \(String(text).debugDescription)")
                let kept = foldingCase ? String(text).lowercased() : String(text)
                #expect(bare(canonical) == bare(kept), "seed \(seed): \(String(text).debugDescription)")
            }
        }
    }

    /// A second would do; time that grows with the square of the length takes many minutes.
    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            "Aufträge ", "\u{301}\u{316}", "\u{FB2C}", "\u{130}", "'", "' ", "a'b ", "”“", "「", "''a  ", "'a' ",
            "\"'‘“«「", "'a 」", "a'b 'c' ",
        ])
    func `a long question takes no longer than its share`(part: String) {
        let question = "x" + String(repeating: part, count: 1 << 21 / part.utf8.count) + "x"
        for foldingCase in [false, true] {
            let canonical = Self.canonical(question, foldingCase: foldingCase)
            #expect(Self.canonical(canonical, foldingCase: foldingCase).hasSameBytes(as: canonical))
        }
    }
}
