/// A question as far as its letters matter: two that differ in case, white space or Unicode form are the same.
///
/// Each run of white space is one space, none at the ends; letters are folded; the text is in NFC. Folding is simple
/// case folding (Unicode, section 5.18) as the standard library's case mappings give it: `Σ`, `σ` and `ς` are one
/// letter, but `Maße` and `Masse`, or Turkish `ı` and `i`, stay different words with different answers. Folding takes time
/// in proportion to the question.
public struct CanonicalQuestion: Hashable, Sendable {
    /// The question in its canonical form.
    public let text: String

    public init(_ question: String) {
        text = Self.foldedASCII(question) ?? Self.folded(question)
    }

    /// The fast path; nil when there is anything beyond ASCII.
    private static func foldedASCII(_ question: String) -> String? {
        var question = question
        return question.withUTF8 { bytes -> String? in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            return String(unsafeUninitializedCapacity: bytes.count) { folded in
                var count = 0
                var needsSpace = false
                for byte in bytes {
                    if isSpace(byte) {
                        needsSpace = count > 0
                        continue
                    }
                    if needsSpace {
                        folded[count] = 0x20
                        count += 1
                        needsSpace = false
                    }
                    folded[count] = folding(of: byte)
                    count += 1
                }
                return count
            }
        }
    }

    private static func folded(_ question: String) -> String {
        // Bytes, since each scalar that is appended to a text beyond ASCII costs a look at all of it.
        var folded: [UInt8] = []
        folded.reserveCapacity(question.utf8.count)
        var needsSpace = false
        for scalar in NormalForm.composed(question).unicodeScalars {
            let ascii = scalar.isASCII ? UInt8(scalar.value) : nil
            if ascii.map(isSpace) ?? scalar.properties.isWhitespace {
                needsSpace = !folded.isEmpty
                continue
            }
            if needsSpace { folded.append(0x20) }
            needsSpace = false
            if let ascii {
                folded.append(folding(of: ascii))
            } else {
                folded.append(contentsOf: folding(of: scalar).utf8)
            }
        }
        // Folding can take a composed letter apart, such as U+0130.
        return NormalForm.composed(String(decoding: folded, as: UTF8.self))
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || 0x09...0x0D ~= byte
    }

    private static func folding(of byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    /// A letter's lower case by way of its upper case, where each is one letter: so final sigma meets sigma.
    private static func folding(of scalar: Unicode.Scalar) -> String {
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        guard scalar != "\u{131}", upper.count == 1, let only = upper.first else {
            return scalar.properties.lowercaseMapping
        }
        return only.properties.lowercaseMapping
    }
}
