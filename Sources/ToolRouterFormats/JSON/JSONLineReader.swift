import CSimdJSON

/// Reads lines of JSON, and explains every failure with field, found, expected and remedy.
///
/// simdjson reads the text, strictly (RFC 8259). For one thread at a time.
package final class JSONLineReader {
    /// What some editors put before the first line.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let parser: OpaquePointer

    package init() {
        parser = toolrouter_json_parser_create()
    }

    deinit {
        toolrouter_json_parser_destroy(parser)
    }

    /// Reads `line`, or says what is wrong with it.
    package func read<Content: JSONReadable>(
        _ type: Content.Type = Content.self, from line: LineReader.Line
    ) throws(FileError.Reason) -> Content {
        try value(from: line) { json throws(FileError.Reason) in try Content(json) }
    }

    /// What `read` makes of `line`, or what is wrong with it.
    package func value<Content>(
        from line: LineReader.Line, _ read: (JSONValue) throws(FileError.Reason) -> Content
    ) throws(FileError.Reason) -> Content {
        let text =
            line.offset == 0 && line.bytes.starts(with: Self.byteOrderMark) ? line.bytes.dropFirst(3) : line.bytes[...]
        let status = text.withUnsafeBytes { bytes in
            toolrouter_json_parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard status == toolrouter_json_ok, let nodes = toolrouter_json_nodes(parser) else {
            throw explain(status, line)
        }
        return try read(JSONValue(nodes, at: 0))
    }

    /// Reads `line` of the file at `path`.
    package func read<Content: JSONReadable>(
        _ type: Content.Type = Content.self, from line: LineReader.Line, of path: String
    ) throws(FileError) -> Content {
        try value(from: line, of: path) { json throws(FileError.Reason) in try Content(json) }
    }

    /// What `read` makes of `line` of the file at `path`.
    package func value<Content>(
        from line: LineReader.Line, of path: String, _ read: (JSONValue) throws(FileError.Reason) -> Content
    ) throws(FileError) -> Content {
        do {
            return try value(from: line, read)
        } catch {
            throw FileError(path: path, line: line.number > 0 ? line.number : nil, error)
        }
    }

    private func explain(_ status: toolrouter_json_status, _ line: LineReader.Line) -> FileError.Reason {
        if let index = invalidByte(line) {
            return FileError.Reason(
                field: nil, found: "bytes that are not UTF-8\(place(of: index, line))", expected: "UTF-8",
                remedy: "write the file as UTF-8")
        }
        // A raw NUL is what a crashed machine leaves in a file.
        if let index = line.bytes.firstIndex(where: { $0 < 0x20 && !"\t\n\r".utf8.contains($0) }) {
            let name = String(line.bytes[index], radix: 16, uppercase: true)
            return FileError.Reason(
                field: nil, found: "the control character \\u{\(name)}\(place(of: index, line))",
                expected: "one JSON object on a line, with control characters escaped",
                remedy: "correct or remove the line")
        }
        if status == toolrouter_json_invalid_escape {
            return FileError.Reason(
                field: pathOfFailure, found: "a broken escape or half of a surrogate pair",
                expected: "texts of whole Unicode characters", remedy: "correct the value")
        }
        if status == toolrouter_json_number_out_of_range {
            return FileError.Reason(
                field: pathOfFailure, found: "a number out of range", expected: "a number within ±1.8e308",
                remedy: "correct the number")
        }
        return line.isTerminated
            ? FileError.Reason(
                field: nil, found: "text that is not a JSON object: \(excerpt(line))",
                expected: "one JSON object on a line", remedy: "correct or remove the line")
            : FileError.Reason(
                field: nil, found: "a last line that was cut off: \(excerpt(line))",
                expected: "a complete line that ends with a line feed",
                remedy: "remove the line, its writer was interrupted")
    }

    /// The path to where reading stopped: through the containers that are still open.
    private var pathOfFailure: String? {
        let nodes = UnsafeBufferPointer(
            start: toolrouter_json_nodes(parser), count: toolrouter_json_node_count(parser))
        var path = ""
        var container = 0
        while container < nodes.count, nodes[container].end == 0 {
            let isList = nodes[container].kind == toolrouter_json_list
            var child = container + 1
            var passed = 0
            var name: String?
            while child < nodes.count, nodes[child].end != 0 {
                name = passed.isMultiple(of: 2) ? JSONValue(nodes.baseAddress!, at: child).text : nil
                passed += 1
                child = Int(nodes[child].end)
            }
            if isList {
                path += "[\(passed)]"
            } else if let name {
                path += (path.isEmpty ? "" : ".") + Excerpt.ofName(name)
            }
            container = child
        }
        return path.isEmpty ? nil : path
    }

    /// The index of the first byte that is not UTF-8.
    private func invalidByte(_ line: LineReader.Line) -> Int? {
        do {
            _ = try UTF8Span(validating: line.bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    /// The byte's number in its line, from 1, and the text from shortly before it.
    private func place(of index: Int, _ line: LineReader.Line) -> String {
        let start = max(0, index - 20)
        let text = String(decoding: line.bytes[start...].prefix(60), as: UTF8.self)
        return " at byte \(index + 1): \(start > 0 ? "…" : "")\(Excerpt.of(text))"
    }

    private func excerpt(_ line: LineReader.Line) -> String {
        Excerpt.of(String(decoding: line.bytes.prefix(4 * Excerpt.length + 4), as: UTF8.self))
    }
}
