/// The text of a configuration file, as untrusted as any input: bounded, in UTF-8, and without merge conflicts.
struct ConfigurationText {
    /// The path, as it was given; error messages begin with it.
    let file: String
    let text: String

    /// Reads the file at `path`; `kind` says in an error message what it should have been.
    init(path: String, kind: String) throws(FileError) {
        let bytes = try WholeFile.bytes(path, kind: kind)
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let place = Self.place(of: error.byteOffsets.lowerBound, in: bytes)
            throw FileError(
                path: path, line: place.line, column: place.column, found: "bytes that are not UTF-8",
                expected: "text in UTF-8", remedy: "save the file in UTF-8")
        }
        self.file = path
        // Editors on Windows put a byte order mark in front, which is not part of the text.
        self.text = String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...], as: UTF8.self)
        try refuseConflictMarkers(bytes)
    }

    /// A text that was read already, from `file`.
    init(_ text: String, file: String) {
        self.file = file
        self.text = text
    }

    /// Git leaves these lines where two changes met; YAML would complain about something else.
    private func refuseConflictMarkers(_ bytes: [UInt8]) throws(FileError) {
        var line = 0
        for content in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            for marker in ["<<<<<<<", "|||||||", ">>>>>>>"] where content.starts(with: marker.utf8) {
                throw FileError(
                    path: file, line: line, column: 1, found: "a merge conflict marker", expected: "a finished merge",
                    remedy: "resolve the conflict")
            }
        }
    }

    /// Where the byte at `offset` stands.
    private static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        let before = bytes[..<offset]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return (line, before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
    }
}
