import Logging
import ToolRouter
import ToolRouterFormats

/// Lays one line of a log out.
struct LogLine {
    let format: LogSettings.Format
    let at: Timestamp
    let level: Logger.Level
    let message: String
    /// In the order of their names.
    let fields: [(name: String, value: String)]

    /// The line, with its end.
    var bytes: [UInt8] {
        switch format {
        case .json: json
        case .text: text
        }
    }

    private var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("time", RFC3339.text(at))
            writer.member("level", level.rawValue)
            writer.member("message", message)
            for (name, value) in fields { writer.member(name, value) }
        }
        return writer.utf8 + [UInt8(ascii: "\n")]
    }

    private var text: [UInt8] {
        var line = "\(RFC3339.text(at)) \(level.rawValue) \(message)"
        for (name, value) in fields {
            let isPlain = !value.isEmpty && value.utf8.allSatisfy(Self.isPlain)
            line += isPlain ? " \(name)=\(value)" : " \(name)=\"\(value.replacing("\"", with: "'"))\""
        }
        // Names and words from outside must not drive a terminal.
        return Array(Excerpt.visible(line).utf8) + [UInt8(ascii: "\n")]
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
    }
}
