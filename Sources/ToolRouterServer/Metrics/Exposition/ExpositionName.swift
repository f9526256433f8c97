/// A name of a metric or a label, as an exposition writes it.
struct ExpositionName {
    /// The name, escaped.
    let text: String
    /// Whether it stands in quotes, since it has other characters than names had before Prometheus 3.
    let isQuoted: Bool

    /// - Parameter isLabel: whether it is a label's, which has no colon.
    init(_ name: String, _ escaping: ExpositionFormat.Escaping, isLabel: Bool = false) {
        if Self.isPlain(name, isLabel) {
            (text, isQuoted) = (name, false)
        } else if escaping == .allowUTF8 {
            (text, isQuoted) = ("\"" + ExpositionText.quoted(name) + "\"", true)
        } else {
            var plain = ""
            for scalar in name.unicodeScalars {
                plain.unicodeScalars.append(Self.isPlain(scalar, isFirst: plain.isEmpty, isLabel) ? scalar : "_")
            }
            (text, isQuoted) = (plain.isEmpty ? "_" : plain, false)
        }
    }

    private static func isPlain(_ name: String, _ isLabel: Bool) -> Bool {
        var isFirst = true
        for scalar in name.unicodeScalars {
            guard isPlain(scalar, isFirst: isFirst, isLabel) else { return false }
            isFirst = false
        }
        return !isFirst
    }

    private static func isPlain(_ scalar: Unicode.Scalar, isFirst: Bool, _ isLabel: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": true
        case "0"..."9": !isFirst
        case ":": !isLabel
        default: false
        }
    }
}

/// Free text in an exposition.
enum ExpositionText {
    /// In quotes: values of labels, names.
    static func quoted(_ text: String) -> String { escaped(text, quotes: true) }

    /// Help texts; in OpenMetrics quotes are escaped there, too.
    static func help(_ text: String, isOpenMetrics: Bool) -> String { escaped(text, quotes: isOpenMetrics) }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        // By scalars: a carriage return and a line feed are one character.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
