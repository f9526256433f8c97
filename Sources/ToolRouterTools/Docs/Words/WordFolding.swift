import Foundation
import ToolRouter

/// Brings words into the form in which they are compared.
///
/// It is the folding of rules (`FoldedText`), and accents are gone: `Über`, `uber` and `U\u{308}ber` are one word. Of words
/// that are longer than any of a language is, only the beginning counts.
struct WordFolding {
    /// Words beyond ASCII that were folded before: texts have few different ones.
    private var known: [String: String] = [:]

    /// The most words that are remembered.
    private static let most = 20_000

    /// The folded form of a word; empty when nothing of it is left.
    mutating func folded(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> String {
        if isASCII {
            let count = min(bytes.count, SearchWord.longest)
            return String(unsafeUninitializedCapacity: count) { folded in
                for index in 0..<count {
                    let byte = bytes[index]
                    folded[index] = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
                }
                return count
            }
        }
        let word = String(decoding: bytes, as: UTF8.self)
        if let folded = known[word] { return folded }
        let folded = Self.folded(word)
        if known.count == Self.most { known = [:] }
        if bytes.count <= 4 * SearchWord.longest { known[word] = folded }
        return folded
    }

    private static func folded(_ word: String) -> String {
        // Foundation takes quadratic time on a long run of marks, so the word is cut first; what is seen of a word stays in it.
        let visible = word.unicodeScalars.lazy.filter { !isUnseen($0) }.prefix(2 * SearchWord.longest)
        var beginning = String.UnicodeScalarView()
        beginning.append(contentsOf: visible)
        var letters = String.UnicodeScalarView()
        for scalar in FoldedText(String(beginning)).text.decomposedStringWithCanonicalMapping.unicodeScalars
        where !isAccent(scalar) {
            letters.append(scalar)
            if letters.count == SearchWord.longest { break }
        }
        // What the engine's own tokenizer would end a word at is in none: a word has no blank and no mark of ASCII.
        letters.removeAll { $0.isASCII && !isWord($0) }
        return String(letters).precomposedStringWithCanonicalMapping
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        "a"..."z" ~= scalar || "0"..."9" ~= scalar
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200C...0x200F, 0x2060, 0xFEFF: true
        default: false
        }
    }

    /// Marks that turn a letter into one that is taken for it where nobody has the key: those of Latin, Greek and Cyrillic.
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: true
        default: false
        }
    }
}
