import ToolRouter

/// Takes the API keys that the server checks out of texts: it knows their hashes only, so each word that could be one is
/// hashed.
struct ConfiguredKeys: Sendable {
    /// The fewest bytes of a word that is looked at.
    private static let shortest = 12

    private let ring: KeyRing
    private let hash: RecordingHash

    init(_ keys: [KeySettings], hash: RecordingHash) {
        ring = KeyRing(keys)
        self.hash = hash
    }

    var isEmpty: Bool { ring.isEmpty }

    /// `text` without keys.
    func cleaned(_ text: String) -> String {
        if ring.isEmpty { return text }
        let bytes = Array(text.utf8)
        var cleaned: [UInt8] = []
        var (start, kept) = (0, 0)
        for place in 0...bytes.count {
            if place < bytes.count, Self.isTokenByte(bytes[place]) { continue }
            let word = start..<place
            if Self.shortest...PresentedKey.longest ~= word.count, isKey(bytes[word]) {
                cleaned += bytes[kept..<start] + Array("[key \(hash.name(bytes[word]))]".utf8)
                kept = place
            }
            start = place + 1
        }
        return kept == 0 ? text : String(decoding: cleaned + bytes[kept...], as: UTF8.self)
    }

    /// Whether a word is a key, also where a sentence ends behind it or a parameter begins with it.
    private func isKey(_ word: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: word, as: UTF8.self)
        if ring.key(text) != nil { return true }
        let marks = { (byte: UInt8) in ".~+/=".utf8.contains(byte) }
        if word.contains(where: marks) {
            return word.split(whereSeparator: marks).contains {
                $0.count >= Self.shortest && ring.key(String(decoding: $0, as: UTF8.self)) != nil
            }
        }
        return false
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}
