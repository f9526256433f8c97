import ToolRouter

/// Data as a prompt holds it: JSON that can't be left.
///
/// Besides what JSON escapes, control characters and marks of direction among it, angle and square brackets, braces and bars
/// inside of texts are written as `\u003c`: servers look for the marks between messages (`<|im_start|>`, `[INST]`, `<s>`) in
/// what users write, too, and take them for their own. A model reads the escape as the character.
enum DataText {
    /// The JSON text that `body` writes, in which only strings hold what came from the outside.
    static func json(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return escaped(writer.utf8)
    }

    /// Replaces the characters of marks inside of strings.
    private static func escaped(_ json: [UInt8]) -> String {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(json.count + json.count / 16)
        var isInString = false
        var isAfterBackslash = false
        for byte in json {
            if isInString, let escape = escape(byte) {
                escaped += escape.utf8
            } else {
                escaped.append(byte)
            }
            if byte == UInt8(ascii: "\""), !isAfterBackslash { isInString.toggle() }
            isAfterBackslash = byte == UInt8(ascii: "\\") && !isAfterBackslash
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "\\u003c"
        case UInt8(ascii: ">"): "\\u003e"
        case UInt8(ascii: "["): "\\u005b"
        case UInt8(ascii: "]"): "\\u005d"
        case UInt8(ascii: "{"): "\\u007b"
        case UInt8(ascii: "}"): "\\u007d"
        case UInt8(ascii: "|"): "\\u007c"
        default: nil
        }
    }
}
