import Foundation

/// Decodes lines of JSON, and turns every way that can fail into one that says field, found, expected and remedy.
package struct JSONLineDecoder {
    private let decoder = JSONDecoder()

    package init() {}

    /// Decodes `line`, or says what is wrong with it.
    package func decode<Content: Decodable>(
        _ type: Content.Type = Content.self, from line: LineReader.Line
    ) throws(JSONLineFault) -> Content {
        guard String(validating: line.bytes, as: UTF8.self) != nil else {
            throw JSONLineFault(
                field: nil, found: "bytes that are not UTF-8\(place(of: invalidByte(line), line))", expected: "UTF-8",
                remedy: "write the file as UTF-8")
        }
        do {
            return try decoder.decode(type, from: line.bytes)
        } catch let fault as JSONLineFault {
            throw fault
        } catch {
            throw explain(error, line)
        }
    }

    private func explain(_ error: any Error, _ line: LineReader.Line) -> JSONLineFault {
        // A raw NUL is what a crashed machine leaves in a file, and Foundation does not say that it found one.
        if let index = line.bytes.firstIndex(where: { $0 < 0x20 && !"\t\n\r".utf8.contains($0) }) {
            let name = String(line.bytes[index], radix: 16, uppercase: true)
            return JSONLineFault(
                field: nil, found: "the control character \\u{\(name)}\(place(of: index, line))",
                expected: "one JSON object on a line, with control characters escaped",
                remedy: "correct or remove the line")
        }
        guard let shape = try? decoder.decode(JSONShape.self, from: line.bytes),
            let error = error as? DecodingError
        else { return brokenJSON(line) }
        switch error {
        case .typeMismatch(let type, let context):
            return wrongValue(context, in: shape, expected: JSONWords.kind(of: type))
        case .valueNotFound(let type, let context):
            return wrongValue(context, in: shape, expected: JSONWords.kind(of: type))
        case .keyNotFound(let key, let context):
            return JSONLineFault(
                field: JSONLineFault.path(context.codingPath + [key]), found: "nothing", expected: "a value",
                remedy: "add the field")
        case .dataCorrupted:
            // The text is JSON and the types agree, but Foundation does not say which value it could not hold.
            let field = shape.pathOfOther.flatMap { $0.isEmpty ? nil : $0 }
            return JSONLineFault(
                field: field, found: "a value that can't be held" + (field == nil ? ": \(excerpt(line))" : ""),
                expected: "integers of at most 64 bits and texts of whole Unicode characters",
                remedy: "correct the value")
        @unknown default:
            return brokenJSON(line)
        }
    }

    private func wrongValue(_ context: DecodingError.Context, in shape: JSONShape, expected: String) -> JSONLineFault {
        JSONLineFault(
            field: JSONLineFault.path(context.codingPath),
            found: shape[context.codingPath[...]]?.words ?? "another value", expected: expected,
            remedy: "correct the value")
    }

    private func brokenJSON(_ line: LineReader.Line) -> JSONLineFault {
        line.isTerminated
            ? JSONLineFault(
                field: nil, found: "text that is no JSON object: \(excerpt(line))",
                expected: "one JSON object on a line", remedy: "correct or remove the line")
            : JSONLineFault(
                field: nil, found: "a last line that was cut off: \(excerpt(line))",
                expected: "a complete line that ends with a line feed",
                remedy: "remove the line, its writer was interrupted")
    }

    /// Where the first byte stands that is not UTF-8.
    private func invalidByte(_ line: LineReader.Line) -> Data.Index {
        do {
            _ = try UTF8Span(validating: line.bytes.span)
            return line.bytes.startIndex
        } catch {
            return line.bytes.startIndex + error.byteOffsets.lowerBound
        }
    }

    /// The byte's number in its line, from 1, and the text from shortly before it.
    private func place(of index: Data.Index, _ line: LineReader.Line) -> String {
        let start = max(line.bytes.startIndex, index - 20)
        let text = String(decoding: line.bytes[start...].prefix(60), as: UTF8.self)
        return
            " at byte \(index - line.bytes.startIndex + 1): \(start > line.bytes.startIndex ? "…" : "")\(Excerpt.of(text))"
    }

    private func excerpt(_ line: LineReader.Line) -> String {
        Excerpt.of(String(decoding: line.bytes.prefix(4 * Excerpt.length + 4), as: UTF8.self))
    }
}
