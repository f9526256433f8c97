import ToolRouter

/// Writes answers as goldens keep them; the file appears under its name only when it is complete.
package final class GoldenWriter {
    private let file: TextFile

    /// Begins the file at `path` with `header`.
    package init(path: String, header: GoldenHeader) throws(FileError) {
        file = try TextFile(path: path)
        try file.write(header.json + "\n")
    }

    /// Adds a line; answers come in the order of the recording.
    package func write(_ answer: AnswerRecord) throws(FileError) {
        var line = JSONWriter()
        answer.write(to: &line)
        try file.write(line.utf8)
        try file.write("\n")
    }

    /// Gives the file its name, replacing what had it.
    package func finish() throws(FileError) {
        try file.finish()
    }
}
