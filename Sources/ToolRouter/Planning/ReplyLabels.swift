/// What may stand before a colon and a plan, such as `Answer` or `Final answer`: in any case, with or without blanks, and in
/// bold.
struct ReplyLabels: Sendable {
    /// The labels in lower case, without blanks.
    private let folded: [String]
    /// The same, as they are in bytes.
    private let bytes: [[UInt8]]

    init(_ labels: [String]) {
        folded = labels.map { $0.lowercased().filter { $0 != " " } }
        bytes = folded.map { Array($0.utf8) }
    }

    /// Whether `words` is one of them.
    func contains(_ words: ArraySlice<UInt8>) -> Bool {
        // Nearly every reply begins with something else, which is to cost next to nothing.
        guard words.allSatisfy({ $0 < 0x80 }) else { return containsByCharacters(words) }
        return bytes.contains { Self.isSame(words, $0) }
    }

    private static func isSame(_ words: ArraySlice<UInt8>, _ label: [UInt8]) -> Bool {
        var matched = 0
        for byte in words where !isMark(byte) {
            let isUpperCase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            guard matched < label.count, label[matched] == (isUpperCase ? byte | 0x20 : byte) else { return false }
            matched += 1
        }
        return matched == label.count
    }

    private func containsByCharacters(_ words: ArraySlice<UInt8>) -> Bool {
        let name = String(decoding: words, as: UTF8.self).lowercased().filter { $0 != "*" && $0 != " " }
        return folded.contains(name)
    }

    /// Whether a byte belongs to the way a label is set, not to its name.
    private static func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: " ") }
}
