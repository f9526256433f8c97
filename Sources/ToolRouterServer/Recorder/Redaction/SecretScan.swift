import Glibc
import ToolRouter

/// Takes keys and secrets out of a line that is about to be kept, wherever in it they stand: the texts of secrets that the
/// server knows, and what has the form of a key of this program or of a well-known provider.
///
/// It looks at the bytes of the JSON. The letters of such keys are never escaped there, whether they stand in a question, in a
/// statement or in a plan within a reply. Only what stands within a text is taken out: a password may be a number, or a word
/// that is the name of a member.
struct SecretScan: Sendable {
    /// The form of a key: how it begins, and how many letters of what kind follow.
    private struct Form: Sendable {
        let prefix: [UInt8]
        /// The place of its rarest byte, which is looked for first.
        let rare: Int
        let least: Int
        var most = Int.max
        /// Whether one of the letters is a digit, which words that only begin like a key lack.
        var needsDigit = false
    }

    private static let forms: [Form] = [
        // `toolrouter keys new`.
        Form(prefix: Array("tr_".utf8), rare: 2, least: 43, most: 43),
        // OpenAI, Anthropic, OpenRouter, LiteLLM.
        Form(prefix: Array("sk-".utf8), rare: 2, least: 20, needsDigit: true),
        Form(prefix: Array("gsk_".utf8), rare: 3, least: 20, needsDigit: true),
        Form(prefix: Array("AIza".utf8), rare: 2, least: 35), Form(prefix: Array("AKIA".utf8), rare: 1, least: 16),
        Form(prefix: Array("ghp_".utf8), rare: 3, least: 36), Form(prefix: Array("hf_".utf8), rare: 2, least: 34),
    ]

    /// The fewest bytes of a secret that is searched for: a shorter one is in many words.
    private static let shortest = 8

    private let known: [[UInt8]]
    private let hash: RecordingHash

    /// - Parameter secrets: what the server itself is not to tell.
    init(secrets: [String], hash: RecordingHash) {
        known = secrets.filter { $0.utf8.count >= Self.shortest }.map { secret in
            var writer = JSONWriter()
            writer.string(secret)
            return Array(writer.utf8.dropFirst().dropLast())
        }
        self.hash = hash
    }

    /// The line without what may not be in it; nil when there is nothing of that kind.
    func cleaned(_ line: [UInt8]) -> [UInt8]? {
        var found: [Range<Int>] = []
        line.withUnsafeBytes { bytes in
            for secret in known { Self.each(secret, rare: 0, in: bytes) { found.append($0..<($0 + secret.count)) } }
            for form in Self.forms {
                Self.each(form.prefix, rare: form.rare, in: bytes) { place in
                    if let end = Self.end(of: form, at: place, in: bytes) { found.append(place..<end) }
                }
            }
        }
        if !found.isEmpty, let texts = Self.texts(of: line) {
            found = found.filter { place in
                texts.contains { $0.contains(place.lowerBound) && $0.contains(place.upperBound) }
            }
        }
        if found.isEmpty { return nil }
        found.sort { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
        var cleaned: [UInt8] = []
        var place = 0
        for range in found where range.lowerBound >= place {
            cleaned += line[place..<range.lowerBound]
            cleaned += Array("[key \(hash.name(line[range]))]".utf8)
            place = range.upperBound
        }
        // What overlaps the end of a range that was taken out goes, too.
        for range in found where range.contains(place) { place = max(place, range.upperBound) }
        return cleaned + line[place...]
    }

    /// Where the texts of a line are, with their quotes; nil where it is no JSON.
    private static func texts(of line: [UInt8]) -> [Range<Int>]? {
        JSONScalars(of: line)?.all.filter { $0.kind == .text }.map(\.range)
    }

    /// Every place of a word, which is found by one of its bytes.
    private static func each(
        _ word: [UInt8], rare: Int, in bytes: UnsafeRawBufferPointer, _ body: (Int) -> Void
    ) {
        guard let base = bytes.baseAddress, word.count <= bytes.count else { return }
        var place = rare
        // The last place at which the byte can be.
        let end = bytes.count - word.count + rare + 1
        while place < end, let hit = memchr(base + place, Int32(word[rare]), end - place) {
            let start = UnsafeRawPointer(hit) - base - rare
            if memcmp(base + start, word, word.count) == 0 { body(start) }
            place = start + rare + 1
        }
    }

    /// Where what looks like a key ends; nil when it is none.
    private static func end(of form: Form, at place: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        if form.needsDigit, place > 0, isLetter(bytes[place - 1]), !isEscape(before: place, in: bytes) { return nil }
        let start = place + form.prefix.count
        var end = start
        var hasDigit = false
        while end < bytes.count, end - start < form.most, isKeyByte(bytes[end]) {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { hasDigit = true }
            end += 1
        }
        return end - start >= form.least && (hasDigit || !form.needsDigit) ? end : nil
    }

    /// Whether the letter before is the end of an escape of JSON, such as `\n` or `\u0009`.
    private static func isEscape(before place: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        let backslash = UInt8(ascii: "\\")
        return place >= 2 && bytes[place - 2] == backslash
            || place >= 6 && bytes[place - 6] == backslash && bytes[place - 5] == UInt8(ascii: "u")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        isKeyByte(byte) && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "_")
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
