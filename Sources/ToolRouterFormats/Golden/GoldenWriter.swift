import ToolRouter

/// Writes answers as goldens keep them; the file appears under its name only when it is complete.
package final class GoldenWriter {
    private let file: OutputFile

    /// Begins the file at `path` with `header`.
    ///
    /// - Parameter option: the option of the command by which the user can choose another place, for error messages.
    package init(path: String, header: GoldenHeader, option: String? = nil) throws(FileError) {
        file = try OutputFile(path: path, option: option)
        try file.write(header.json + "\n")
    }

    /// Adds a line; answers come in the order of the recording.
    package func write(_ answer: AnswerRecord) throws(FileError) {
        var line = JSONWriter()
        answer.write(to: &line)
        try write(line: line.utf8)
    }

    /// Adds the line of an answer, without its end.
    package func write(line: [UInt8]) throws(FileError) {
        try file.write(line)
        try file.write("\n")
    }

    /// Gives the file its name, replacing what had it.
    package func finish() throws(FileError) {
        try file.finish()
    }
}
