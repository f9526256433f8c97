import ToolRouterFormats

/// A file of JSON lines that another project wrote: fields that are not asked for are passed over.
struct JSONLinesFile {
    let path: String

    /// Reads every line as `Content` and hands it out with its number.
    func forEach<Content: JSONReadable>(
        _ type: Content.Type, _ body: (Content, _ line: Int) throws(ImportError) -> Void
    ) throws(ImportError) {
        let json = JSONLineReader()
        let lines: LineReader
        do {
            lines = try LineReader(path: path)
        } catch {
            throw ImportError(path, error)
        }
        while let line = try next(lines) {
            let content: Content
            do {
                content = try json.read(type, from: line)
            } catch {
                throw ImportError(path, line: line.number, error)
            }
            try body(content, line.number)
        }
    }

    private func next(_ lines: LineReader) throws(ImportError) -> LineReader.Line? {
        do {
            return try lines.next()
        } catch {
            throw ImportError(path, error)
        }
    }
}
