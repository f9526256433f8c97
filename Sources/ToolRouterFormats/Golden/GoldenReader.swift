import ToolRouter

/// Reads a golden, or the answers of a finished run, line by line.
package final class GoldenReader {
    /// The path of the file, as it was given.
    package let path: String
    /// Its first line.
    package let header: GoldenHeader

    private let lines: LineReader
    private let decoder = JSONLineDecoder()

    /// Opens the file at `path` and reads its header.
    package init(path: String) throws(FileError) {
        self.path = path
        do {
            lines = try LineReader(path: path)
        } catch {
            throw FileError(file: path, error)
        }
        guard let first = try Self.next(lines, path) else {
            throw FileError(
                file: path, found: "an empty file", expected: "a header line",
                remedy: "restore the golden, or make it again with `toolrouter accept`")
        }
        header = try Self.decode(first, decoder, path)
    }

    /// The next answer; nil after the last one.
    package func next() throws(FileError) -> AnswerRecord? {
        guard let line = try Self.next(lines, path) else { return nil }
        return try Self.decode(line, decoder, path)
    }

    private static func next(_ lines: LineReader, _ path: String) throws(FileError) -> LineReader.Line? {
        do {
            return try lines.next()
        } catch {
            throw FileError(file: path, error)
        }
    }

    private static func decode<Content: Decodable>(
        _ line: LineReader.Line, _ decoder: JSONLineDecoder, _ path: String
    ) throws(FileError) -> Content {
        do {
            return try decoder.decode(from: line)
        } catch {
            throw FileError(file: path, line: line.number, error)
        }
    }
}
