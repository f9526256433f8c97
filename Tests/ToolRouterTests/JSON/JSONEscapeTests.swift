import Testing
import ToolRouter

@Suite struct JSONEscapeTests {
    /// What has to be written as an escape, and how.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}":
            "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: String(scalar)
        }
    }

    @Test func `each character is escaped or not, wherever it stands`() {
        for value in UInt32(0)...0xFF {
            let scalar = Unicode.Scalar(value)!
            for before in 0...9 {
                for after in [0, 1, 7, 8, 9] {
                    let (left, right) = (String(repeating: "~", count: before), String(repeating: " ", count: after))
                    var writer = JSONWriter()
                    writer.string(left + String(scalar) + right)
                    if writer.text != "\"" + left + Self.escaped(scalar) + right + "\"" {
                        Issue.record("U+\(String(value, radix: 16)) behind \(before): \(writer.text)")
                    }
                }
            }
        }
    }

    @Test func `a writer that restarts knows nothing of the text before`() {
        var writer = JSONWriter()
        writer.object { $0.member("a", 1) }
        writer.restart()
        writer.object { $0.member("b", "c") }
        #expect(writer.text == #"{"b":"c"}"#)
    }
}
