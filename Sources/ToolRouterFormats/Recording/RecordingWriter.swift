import ToolRouter

/// Writes a recording, which appears under its name only when it is complete.
///
/// For one thread at a time.
package final class RecordingWriter {
    private let path: String
    private let header: RecordingHeader
    private let file: OutputFile

    /// Begins the recording at `path` with `header`.
    package init(path: String, header: RecordingHeader) throws(FileError) {
        self.path = path
        self.header = header
        file = try OutputFile(path: path)
        try file.write(header.json + "\n")
    }

    /// Adds a line, without what was said where the header says that there is no content. Exchanges should come in the order
    /// of (at, id); a reader forgives 4,096 lines or 64 MiB.
    ///
    /// Traps on a negative duration. A line of more than 16 MiB, which no reader would take, is refused.
    package func write(_ exchange: RecordedExchange) throws(FileError) {
        var exchange = exchange
        if header.content == .none, exchange.content == .all { exchange = exchange.withoutContent() }
        exchange.content = header.content
        let json = exchange.json(under: header.usageConvention)
        guard json.utf8.count <= LineReader.maximumLine else {
            throw FileError(
                path: path, found: "\(json.utf8.count) bytes for request \(Excerpt.of(exchange.id.text))",
                expected: "at most 16 MiB", remedy: "leave the request out")
        }
        try file.write(json + "\n")
    }

    /// Writes what is left and gives the file its name, replacing what had it.
    package func finish() throws(FileError) {
        try file.finish()
    }
}
