import Foundation
import Testing

@testable import ToolRouter

@Suite struct NormalFormTests {
    /// Whatever a letter is made of besides its first scalar must not be taken for the start of something new, nor may a
    /// letter whose first scalar is none.
    @Test func `a text is cut only where nothing composes across`() {
        var wrong: [String] = []
        for value in 0...0x10FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let parts = Array(String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars)
            let isSound =
                NormalForm.isStarter(scalar)
                ? NormalForm.isStarter(parts[0]) && scalar.properties.canonicalCombiningClass == .notReordered : true
            if !isSound || parts.dropFirst().contains(where: NormalForm.isStarter) {
                wrong.append("U+" + String(value, radix: 16, uppercase: true))
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test(arguments: [
        ("marks", "e\u{301}"), ("marks in the wrong order", "a\u{301}\u{323}\u{302}"),
        ("Hangul", "\u{1112}\u{1161}\u{11AB}"), ("signs that are no marks", "\u{B92}\u{BD7}\u{B95}\u{BC6}\u{BBE}"),
        ("letters that are taken apart", "\u{1D160}\u{FB2C}"), ("marks without a letter", "\n\u{301}\u{316}\n"),
    ])
    func `a text of many pieces is what it is in one`(name: String, part: String) {
        // Pieces begin elsewhere in each.
        for shift in 0..<8 {
            let text = String(repeating: "é", count: shift) + String(repeating: part, count: 700)
            #expect(
                Array(NormalForm.composed(text).utf8) == Array(text.precomposedStringWithCanonicalMapping.utf8),
                "after \(shift) letters")
        }
    }
}
