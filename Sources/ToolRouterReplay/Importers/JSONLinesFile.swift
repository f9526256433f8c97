import ToolRouterFormats

/// A file of JSON lines that another project wrote: fields that are not asked for are passed over.
struct JSONLinesFile {
    let path: String

    /// Reads every line as `Content` and hands it out with its number.
    func forEach<Content: JSONReadable>(
        _ type: Content.Type, _ body: (Content, _ line: Int) throws(FileError) -> Void
    ) throws(FileError) {
        let json = JSONLineReader()
        let lines = try LineReader(path: path)
        while let line = try lines.next() {
            try body(json.read(from: line, of: path), line.number)
        }
    }
}
