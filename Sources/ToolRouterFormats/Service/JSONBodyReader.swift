import Synchronization

/// Reads the bodies of requests over HTTP, each one JSON object. Its parsers are used again, as many as there are bodies read
/// at once.
package final class JSONBodyReader: Sendable {
    /// A parser is for one thread at a time: whoever takes it has it alone.
    private struct Parser: @unchecked Sendable {
        let reader: JSONLineReader
    }

    /// Parsers that nobody uses; more are let go.
    private static let mostIdle = 16
    private let idle = Mutex<[Parser]>([])

    package init() {}

    /// What `bytes` say, or what is wrong with them, in words for the client.
    package func read<Body: JSONReadable>(
        _ type: Body.Type = Body.self, from bytes: [UInt8]
    ) throws(FileError.Reason) -> Body {
        guard !bytes.isEmpty else {
            throw FileError.Reason(
                field: nil, found: "an empty body", expected: "a JSON object",
                remedy: "send one, with content-type: application/json")
        }
        let parser = idle.withLock { $0.popLast() } ?? Parser(reader: JSONLineReader())
        defer {
            idle.withLock { idle in
                if idle.count < Self.mostIdle { idle.append(parser) }
            }
        }
        // The offset is not that of the first line of a file, in which a byte order mark would be passed over.
        let line = LineReader.Line(bytes: bytes, number: 0, offset: 1, isTerminated: true)
        do throws(FileError.Reason) {
            return try parser.reader.read(from: line)
        } catch {
            // The reader's words are about lines of a file.
            guard error.field == nil, error.expected != Body.jsonKind else { throw error }
            throw FileError.Reason(
                field: nil, found: error.found, expected: "a JSON object in UTF-8", remedy: "correct the body")
        }
    }
}
