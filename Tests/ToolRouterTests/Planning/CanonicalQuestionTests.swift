import Foundation
import Testing
import ToolRouter

@Suite struct CanonicalQuestionTests {
    @Test(arguments: [
        ("How many  singers?", "how many singers?"), ("\t how\r\nmany ", "how many"), ("", ""), (" \n ", ""),
        ("CAFÉ", "café"), ("CAFE\u{301}", "café"), ("a\u{A0}\u{3000}b\u{2028}", "a b"), ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδοσ"),
        ("Å", "å"), ("\u{212B}", "å"), ("İstanbul", "i\u{307}stanbul"), ("ẞ", "ß"), ("ÄÖÜ  x", "äöü x"),
        ("日本 語", "日本 語"),
    ])
    func `case, white space and Unicode form make no difference`(question: String, text: String) {
        let canonical = CanonicalQuestion(question)
        #expect(
            Array(canonical.text.unicodeScalars) == Array(text.precomposedStringWithCanonicalMapping.unicodeScalars))
    }

    @Test(arguments: [
        ("Maße", "Masse"), ("sınır", "sinir"), ("a b", "ab"), ("cafe", "café"), ("ﬁ", "fi"), ("x\u{200B}", "x"),
        ("٣", "3"),
    ])
    func `other differences do`(left: String, right: String) {
        #expect(CanonicalQuestion(left) != CanonicalQuestion(right))
    }

    @Test func `both paths agree on ASCII`() {
        for byte in 0..<128 as Range<UInt8> {
            let question = "A " + String(Unicode.Scalar(byte)) + " B"
            #expect(CanonicalQuestion(question + " é").text == CanonicalQuestion(question).text + " é", "byte \(byte)")
        }
    }

    @Test func `a canonical question is its own, and so is each Unicode form of it`() {
        var wrong: [String] = []
        for value in 0x80...0x10FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned,
                scalar.properties.generalCategory != .privateUse,
                scalar.properties.changesWhenCaseMapped || scalar.properties.changesWhenNFKCCaseFolded
            else { continue }
            let question = "x" + String(scalar)
            let canonical = CanonicalQuestion(question)
            if CanonicalQuestion(canonical.text).text != canonical.text
                || CanonicalQuestion(question.decomposedStringWithCanonicalMapping) != canonical
                || CanonicalQuestion(question.lowercased()) != canonical
            {
                wrong.append("U+" + String(value, radix: 16, uppercase: true))
            }
        }
        #expect(wrong.isEmpty)
    }
}
