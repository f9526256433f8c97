/// A text file that appears under its name only when it is complete, and whose errors say what to do.
package final class TextFile {
    private let path: String
    private let file: PartialFile

    /// Begins the file at `path`.
    package init(path: String) throws(FileError) {
        self.path = path
        do {
            file = try PartialFile(path: path)
        } catch {
            throw Self.error(path, error)
        }
    }

    /// Adds `text`.
    package func write(_ text: String) throws(FileError) {
        do {
            try file.write(text)
        } catch {
            throw Self.error(path, error)
        }
    }

    /// Adds `utf8`, which is text.
    package func write(_ utf8: [UInt8]) throws(FileError) {
        do {
            try file.write(utf8)
        } catch {
            throw Self.error(path, error)
        }
    }

    /// Gives the file its name, replacing what had it.
    package func finish() throws(FileError) {
        do {
            try file.finish()
        } catch {
            throw Self.error(path, error)
        }
    }

    private static func error(_ path: String, _ fault: PartialFile.Fault) -> FileError {
        FileError(
            file: path, found: "a file that can't be written (\(fault.reason))", expected: "a writable place",
            remedy: "check the path, its permissions and the space left", isOutput: true)
    }
}
