import Foundation
import Testing
import ToolRouter

@Suite struct FoldedTextTests {
    @Test(arguments: [
        ("How many  singers?", "how many singers?"), ("\t how\r\nmany ", "how many"), ("", ""), (" \n ", ""),
        ("CAFÉ", "café"), ("CAFE\u{301}", "café"), ("a\u{A0}\u{3000}b\u{2028}", "a b"), ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδοσ"),
        ("Å", "å"), ("\u{212B}", "å"), ("İstanbul", "i\u{307}stanbul"), ("ẞ", "ß"), ("ÄÖÜ  x", "äöü x"),
        ("日本 語", "日本 語"),
    ])
    func `case, white space and Unicode form make no difference`(question: String, text: String) {
        let canonical = FoldedText(question)
        #expect(
            Array(canonical.text.unicodeScalars) == Array(text.precomposedStringWithCanonicalMapping.unicodeScalars))
    }

    @Test(arguments: [
        ("Maße", "Masse"), ("sınır", "sinir"), ("a b", "ab"), ("cafe", "café"), ("ﬁ", "fi"), ("x\u{200B}y", "xy"),
        ("٣", "3"), ("می‌خواهم", "میخواهم"),
    ])
    func `other differences do`(left: String, right: String) {
        #expect(FoldedText(left) != FoldedText(right))
    }

    @Test(arguments: [
        ("soft hyphens", "Rück\u{AD}gaben", "rückgaben"), ("marks of direction", "\u{200F}מחיר\u{200E}", "מחיר"),
        ("a byte order mark", "\u{FEFF}returns", "returns"), ("a joiner of words", "re\u{2060}fund", "refund"),
        ("spaces without width in Khmer", "ទំនិញ\u{200B}ប្រគល់", "ទំនិញប្រគល់"),
        ("a typographic apostrophe", "Don’t", "don't"), ("an apostrophe that is a letter", "donʼt", "don't"),
        ("an apostrophe in full width", "What＇s up", "what's up"),
        ("one before a mark", "e\u{200E}\u{301}", "é"),
    ])
    func `marks that nobody sees make no difference`(name: String, text: String, folded: String) {
        #expect(FoldedText(text).text.hasSameBytes(as: folded))
    }

    @Test func `both paths agree on ASCII`() {
        for byte in 0..<128 as Range<UInt8> {
            let question = "A " + String(Unicode.Scalar(byte)) + " B"
            #expect(FoldedText(question + " é").text == FoldedText(question).text + " é", "byte \(byte)")
        }
    }

    @Test func `a folded text is its own, and so is each Unicode form of it`() {
        var wrong: [String] = []
        for value in 0x80...0x10FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned,
                scalar.properties.generalCategory != .privateUse,
                scalar.properties.changesWhenCaseMapped || scalar.properties.changesWhenNFKCCaseFolded
            else { continue }
            let question = "x" + String(scalar)
            let canonical = FoldedText(question)
            if FoldedText(canonical.text).text != canonical.text
                || FoldedText(question.decomposedStringWithCanonicalMapping) != canonical
                || FoldedText(question.lowercased()) != canonical
            {
                wrong.append("U+" + String(value, radix: 16, uppercase: true))
            }
        }
        #expect(wrong.isEmpty)
    }

    /// The definition, scalar by scalar, against which the fast one is held.
    private static func folded(_ question: String) -> String {
        var folded = String.UnicodeScalarView()
        var needsSpace = false
        for scalar in question.precomposedStringWithCanonicalMapping.unicodeScalars
        where scalar.properties.generalCategory != .format || Self.visible.contains(scalar) {
            if scalar.properties.isWhitespace {
                needsSpace = !folded.isEmpty
                continue
            }
            if needsSpace { folded.append(" ") }
            needsSpace = false
            let upper = scalar.properties.uppercaseMapping.unicodeScalars
            let base = upper.count == 1 && scalar != "\u{131}" ? upper.first! : scalar
            folded.append(contentsOf: base.properties.lowercaseMapping.unicodeScalars)
        }
        return String(folded).precomposedStringWithCanonicalMapping
    }

    /// Characters of format that are seen, or that letters are shaped by.
    private static let visible: Set<Unicode.Scalar> = ["\u{200B}", "\u{200C}", "\u{200D}", "\u{110BD}", "\u{110CD}"]

    /// Where letters meet that compose, change places or are taken apart, among any others.
    private static let delicate: [ClosedRange<UInt32>] = [
        0x20...0x7E, 0x9...0xD, 0xA0...0x17F, 0x1E00...0x1FFF, 0x300...0x345, 0x300...0x345, 0x316...0x323,
        0x130...0x131, 0x370...0x3FF, 0x3A3...0x3C3, 0x410...0x450, 0x9BE...0x9D7, 0xF71...0xF81, 0x1100...0x1112,
        0x1161...0x1175, 0x11A8...0x11C2, 0xAC00...0xD7A3, 0x2000...0x200A, 0x2126...0x212B, 0x3000...0x3099,
        0xFB00...0xFB4E, 0x1D15E...0x1D165, 0x10000...0x10FFFF,
    ]

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a question of any letters is folded as the definition says`(seed: UInt64) {
        let draw = KeyedDraw(seed: seed)
        for question in (0..<50).map(String.init) {
            var text = String.UnicodeScalarView()
            for place in 0..<draw.number(below: 400, "length", question) {
                let range = Self.delicate[
                    Int(draw.number(below: UInt64(Self.delicate.count), "range", question, occurrence: place))]
                let offset = draw.number(below: UInt64(range.count), "scalar", question, occurrence: place)
                if let scalar = Unicode.Scalar(range.lowerBound + UInt32(offset)) { text.append(scalar) }
            }
            let folded = FoldedText(String(text)).text
            #expect(
                Array(folded.utf8) == Array(Self.folded(String(text)).utf8), "seed \(seed), question \(question)")
        }
    }

    /// A second would do; time that grows with the square of the length takes many minutes.
    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            ("umlauts", "Aufträge ", "aufträge "), ("marks to put in order", "\u{301}\u{316}", nil),
            ("letters to take apart", "\u{FB2C}", nil), ("a letter that folds to two", "\u{130}", "i\u{307}"),
        ])
    func `a long question takes no longer than its share`(name: String, part: String, folded: String?) {
        let count = 1 << 21 / part.utf8.count
        let canonical = FoldedText("x" + String(repeating: part, count: count) + "x").text
        guard let folded else { return }
        #expect(canonical.hasSameBytes(as: "x" + String(repeating: folded, count: count) + "x"))
    }
}
