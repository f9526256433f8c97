import ToolRouter

/// Writes a recording, which appears under its name only when it is complete.
///
/// Until `finish()` the lines go to `PATH.partial`; a writer that goes away before removes that file. The writer is for
/// one thread at a time.
package final class RecordingWriter {
    private let path: String
    private let file: PartialFile

    /// Begins the recording at `path` with `header`.
    package init(path: String, header: RecordingHeader) throws(RecordingError) {
        self.path = path
        do {
            file = try PartialFile(path: path)
            try file.write(header.json + "\n")
        } catch {
            throw Self.error(path, error)
        }
    }

    /// Adds a line. Exchanges should come in the order of (at, id); a reader forgives 4,096 lines.
    ///
    /// Traps on a negative duration. A line that no reader would take, for it is longer than 16 MiB, is refused.
    package func write(_ exchange: RecordedExchange) throws(RecordingError) {
        let json = exchange.json
        guard json.utf8.count <= LineReader.longestLine else {
            throw RecordingError(
                file: path, found: "\(json.utf8.count) bytes for request \(Excerpt.of(exchange.id.text))",
                expected: "at most 16 MiB", remedy: "leave the request out")
        }
        do {
            try file.write(json + "\n")
        } catch {
            throw Self.error(path, error)
        }
    }

    /// Writes what is left and gives the file its name, replacing what had it.
    package func finish() throws(RecordingError) {
        do {
            try file.finish()
        } catch {
            throw Self.error(path, error)
        }
    }

    private static func error(_ path: String, _ fault: PartialFile.Fault) -> RecordingError {
        RecordingError(
            file: path, found: "a file that can't be written (\(fault.reason))", expected: "a writable place",
            remedy: "check the path, its permissions and the space left")
    }
}
