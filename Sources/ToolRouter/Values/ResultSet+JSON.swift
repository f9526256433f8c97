internal import Foundation

/// Rows as JSON, each value so that it comes back bit for bit: an integer as a number without a point, a real as the
/// shortest decimal that reads as the same `Double` and with a point or an exponent, text as a string, a blob as
/// `{"base64": "…"}`, text that is not UTF-8 as both, `{"text": "caf\u{FFFD}", "base64": "…"}`, and a real that JSON has no number for as `{"real": "inf"}`, `"-inf"` or `"nan"`.
extension ResultSet {
    /// Writes `{"columns": […], "rows": [[…]], "truncated": false}`.
    public func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    /// Writes the members of that object, into one that may have others.
    package func writeMembers(to writer: inout JSONWriter) {
        if let json, !json.isEmpty { return writer.members(json) }
        writer.key("columns")
        writer.array(columns)
        writer.member(
            "rows",
            array: { writer in
                for row in rows {
                    writer.array { writer in
                        for value in row { value.write(to: &writer) }
                    }
                }
            })
        writer.member("truncated", isTruncated)
    }

    /// Reads what `write(to:)` wrote; nil for anything else, such as rows that have not a value for each column or more
    /// than `values` values.
    public init?(json: some Sequence<UInt8>, values: Int = 10_000_000) {
        var reader = JSONText(Array(json)[...], room: values)
        guard case .object(let members)? = try? reader.value(), reader.isAtEnd,
            case .list(let names)? = members["columns"], case .list(let lines)? = members["rows"],
            case .bool(let isTruncated)? = members["truncated"], members.count == 3
        else { return nil }
        var columns: [String] = []
        for name in names {
            guard case .string(let text) = name else { return nil }
            columns.append(text)
        }
        var rows: [[Value]] = []
        rows.reserveCapacity(lines.count)
        for line in lines {
            guard case .list(let cells) = line, cells.count == columns.count else { return nil }
            var row: [Value] = []
            row.reserveCapacity(cells.count)
            for cell in cells {
                guard let value = Value(cell) else { return nil }
                row.append(value)
            }
            rows.append(row)
        }
        self.init(columns: columns, rows: rows, isTruncated: isTruncated)
    }
}

extension Value {
    /// Writes the value as `ResultSet.write(to:)` describes.
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .integer(let number): writer.integer(number)
        case .text(let text): writer.string(text)
        case .malformedText(let text):
            writer.object { writer in
                writer.member("text", text.shown)
                writer.member("base64", Data(text.bytes).base64EncodedString())
            }
        case .blob(let bytes): writer.object { $0.member("base64", Data(bytes).base64EncodedString()) }
        case .real(let number) where number.isFinite: writer.literal("\(number)")
        case .real(let number): writer.object { $0.member("real", "\(number)") }
        }
    }

    /// The value that was written so; nil for any other JSON.
    fileprivate init?(_ json: PlanArgument) {
        switch json {
        case .null: self = .null
        case .string(let text): self = .text(text)
        case .number(let text):
            if let number = Int64(text) {
                self = text == "-0" ? .real(-0.0) : .integer(number)
            } else {
                guard let number = Double(text), number.isFinite, text.contains(where: { ".eE".contains($0) }) else {
                    return nil
                }
                self = .real(number)
            }
        case .object(let members) where members.count == 2:
            guard case .string(let shown)? = members["text"], case .string(let base64)? = members["base64"],
                let text = Data(base64Encoded: base64).flatMap({ MalformedText([UInt8]($0)) }),
                text.shown.hasSameBytes(as: shown)
            else { return nil }
            self = .malformedText(text)
        case .object(let members):
            guard members.count == 1 else { return nil }
            if case .string(let text)? = members["base64"] {
                guard let data = Data(base64Encoded: text) else { return nil }
                self = .blob([UInt8](data))
            } else if case .string(let text)? = members["real"] {
                guard let number = ["inf": Double.infinity, "-inf": -.infinity, "nan": .nan][text] else { return nil }
                self = .real(number)
            } else {
                return nil
            }
        case .bool, .list: return nil
        }
    }
}
