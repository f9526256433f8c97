/// What a model said, to be changed: where it is JSON, or has JSON in it, its texts are looked at as they are meant and not as
/// they are escaped, and what is changed is escaped again, so that a plan stays a plan. All else stays byte for byte.
struct ReplyText {
    /// How often text may look like JSON and be none: each time is a look at all that is left of it.
    private static let mostMistakes = 16
    /// JSON within the texts of JSON is looked at so deep: arguments of a tool call are such a text.
    private static let deepest = 4
    /// Names of members that make a plan; a rule that finds them in questions is not meant for them.
    private static let namesOfPlans: Set<String> = [
        "tool", "confidence", "sql", "query", "endpoint", "name", "arguments", "parameters", "input", "type",
        "function", "id",
    ]

    private let change: (String) -> String

    private init(_ change: @escaping (String) -> String) {
        self.change = change
    }

    /// `reply` with its texts changed.
    static func changing(_ reply: String, _ change: (String) -> String) -> String {
        withoutActuallyEscaping(change) { change in ReplyText(change).changed(reply, depth: 0) ?? reply }
    }

    /// Nil where nothing is to be changed.
    private func changed(_ text: String, depth: Int) -> String? {
        guard depth < Self.deepest, text.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") })
        else { return plain(text) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var (kept, place, mistakes, isStart, isChanged) = (0, 0, 0, true, false)
        func keepPlain(upTo end: Int) {
            let text = String(decoding: bytes[kept..<end], as: UTF8.self)
            let changed = plain(text)
            isChanged = isChanged || changed != nil
            result += (changed ?? text).utf8
        }
        while place < bytes.count, mistakes < Self.mostMistakes {
            if Self.begins(at: place, in: bytes, isStart) {
                if let json = JSONScalars(of: bytes, from: place) {
                    keepPlain(upTo: place)
                    let changed = self.changed(json, of: bytes, from: place, depth: depth)
                    isChanged = isChanged || changed != nil
                    result += changed ?? Array(bytes[place..<json.end])
                    (kept, place, isStart) = (json.end, json.end, false)
                    continue
                }
                mistakes += 1
            }
            switch bytes[place] {
            case UInt8(ascii: "\n"), UInt8(ascii: ">"): isStart = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: isStart = false
            }
            place += 1
        }
        keepPlain(upTo: bytes.count)
        return isChanged ? String(decoding: result, as: UTF8.self) : nil
    }

    /// Whether an object or a list may begin there: at the beginning of a line or behind a tag, and an object with a name in
    /// quotes anywhere.
    private static func begins(at place: Int, in bytes: [UInt8], _ isStart: Bool) -> Bool {
        switch bytes[place] {
        case UInt8(ascii: "["): return isStart
        case UInt8(ascii: "{"):
            let next = bytes[(place + 1)...].first { $0 > 0x20 }
            return isStart || next == UInt8(ascii: "\"")
        default: return false
        }
    }

    /// Text that is no JSON. Where something is found only when escapes in it are undone, they stay undone.
    private func plain(_ text: String) -> String? {
        let once = change(text)
        let undone = JSONEscapes.undone(once.utf8)
        if undone != once {
            let twice = change(undone)
            if twice != undone { return twice }
        }
        return once == text ? nil : once
    }

    /// A JSON value; nil where nothing is to be changed.
    private func changed(_ json: JSONScalars, of bytes: [UInt8], from start: Int, depth: Int) -> [UInt8]? {
        var result: [UInt8] = []
        var kept = start
        for scalar in json.all {
            guard let changed = changed(scalar, of: bytes, depth: depth) else { continue }
            result += bytes[kept..<scalar.range.lowerBound] + JSONEscapes.quoted(changed)
            kept = scalar.range.upperBound
        }
        return kept == start ? nil : result + bytes[kept..<json.end]
    }

    private func changed(_ scalar: JSONScalars.Scalar, of bytes: [UInt8], depth: Int) -> String? {
        switch scalar.kind {
        // A number in which something was found is a text then.
        case .number:
            let text = String(decoding: bytes[scalar.range], as: UTF8.self)
            let changed = change(text)
            return changed == text ? nil : changed
        case .name, .text:
            let text = JSONEscapes.undone(bytes[scalar.range].dropFirst().dropLast())
            if scalar.kind == .name, Self.namesOfPlans.contains(text) { return nil }
            return changed(text, depth: depth + 1)
        }
    }
}
