import Crypto
import ToolRouter

/// What a case is called: by no two cases of a suite alike, whatever identifiers and questions hold.
///
/// The first word says which request it is, and no other request has that word: an identifier is written so that it has no
/// blanks, and so that it can be told back from it; one that is too long ends in a digest. Nothing has to be remembered for
/// that, and what a case is called does not depend on the others.
enum JUnitName {
    /// The longest name of a request's case, in Unicode scalars; a failure shows more of its question in its text.
    static let longest = 160
    /// The longest identifier in a name, in Unicode scalars.
    static let longestIdentifier = 64

    /// The cases of a suite that are not about a request, by their first words.
    enum Other: String, CaseIterable {
        case gate
        case invariant
        case golden
        case expected
        case inconclusive
        case interrupted

        /// The name of the case that is about `subject`.
        func about(_ subject: String) -> String { "\(rawValue) \(subject)" }
    }

    /// The suite, and the class name, of files that no scenario reads: no folder of a scenario can be called so.
    static let unread = "unread/"

    /// The name of the case of a file.
    static func of(file path: String) -> String { word(path) }

    /// The name of the case of a request by its identifier and its question.
    static func of(_ id: RequestID, _ question: String) -> String {
        JUnitText.visible("\(word(id.text)) \(question)", limit: longest)
    }

    /// The bytes that the name of such a case takes in a file, at most. Most names are as they are written, and need not be made.
    static func size(_ id: RequestID, _ question: String) -> Int {
        let isAsWritten =
            id.text.utf8.count + 1 + question.utf8.count <= longest && id.text.utf8.count <= longestIdentifier
            && id.text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "%") }
            && question.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
            && Other(rawValue: id.text) == nil
        return isAsWritten
            ? JUnitText.size(id.text) + 1 + JUnitText.size(question) : JUnitText.size(of(id, question))
    }

    /// The name of the case of a request by its identifier alone.
    static func of(_ id: RequestID) -> String { word(id.text) }

    private static func word(_ text: String) -> String {
        var word = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(longestIdentifier + 1) {
            if isPlain(scalar) { word.append(scalar) } else { word.append(contentsOf: escape(scalar)) }
        }
        if Other.allCases.contains(where: { $0.rawValue == text }), let first = word.first {
            word.replaceSubrange(..<word.index(after: word.startIndex), with: escape(first))
        }
        guard word.count > longestIdentifier else { return String(word) }
        // No escaped character begins with these two. 96 bits are too many for two identifiers to be made to share them.
        let digest = SHA256.hash(data: Array(text.utf8)).prefix(12).hexadecimal
        let mark = "%~" + digest
        return String(String.UnicodeScalarView(word.prefix(longestIdentifier - mark.unicodeScalars.count))) + mark
    }

    /// Whether a report shows it as it is.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "%" && !scalar.properties.isWhitespace && !JUnitText.isMisleading(scalar)
    }

    /// The bytes of its UTF-8, each as `%20` (RFC 3986, section 2.1).
    private static func escape(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        var escaped = ""
        for byte in String(scalar).utf8 {
            escaped += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }
        return escaped.unicodeScalars
    }
}
