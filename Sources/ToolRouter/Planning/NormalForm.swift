internal import Foundation

/// Normalization Form C (UAX #15) in time that is linear in the text.
///
/// What Foundation and the standard library do takes quadratic time on some texts: 256 KiB of two combining marks in
/// turn cost seconds. Short pieces cost no more than their share, so the text is cut where nothing composes across.
enum NormalForm {
    /// The fewest and the most scalars of a piece. Where no place to cut comes between the two, the piece ends all the same,
    /// and what stands on either side is composed by itself. No language has so many marks on a letter: Unicode's
    /// Stream-Safe Text Format (UAX #15, section 13) allows for 30.
    private static let piece = 128...256

    /// `text` in NFC.
    static func composed(_ text: String) -> String {
        var text = text
        // Below U+0300, whose first byte this is, everything is in NFC as it stands.
        if text.withUTF8({ bytes in bytes.allSatisfy { $0 < 0xCC } }) { return text }
        var composed: [UInt8] = []
        composed.reserveCapacity(text.utf8.count)
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var length = 0
        for index in scalars.indices {
            if length == piece.upperBound || length >= piece.lowerBound && isStarter(scalars[index]) {
                composed.append(contentsOf: text[start..<index].precomposedStringWithCanonicalMapping.utf8)
                (start, length) = (index, 0)
            }
            length += 1
        }
        composed.append(contentsOf: text[start...].precomposedStringWithCanonicalMapping.utf8)
        return String(decoding: composed, as: UTF8.self)
    }

    /// Whether nothing before `scalar` can compose with it, nor change places with it or a part of it. False for a few
    /// scalars of which it is true; a test goes through all of Unicode.
    static func isStarter(_ scalar: Unicode.Scalar) -> Bool {
        // Vowels and final consonants of Hangul compose without being marks.
        scalar.value < 0x300
            || !(0x1160...0x11FF ~= scalar.value) && !scalar.properties.isGraphemeExtend
                && scalar.properties.canonicalCombiningClass == .notReordered
    }
}
