import Foundation

/// The text of a configuration file, as untrusted as any input: bounded, UTF-8, and no half-finished merge.
struct ConfigurationText {
    /// The largest file that is read, in bytes: 1 MiB.
    static let largestFile = 1_048_576

    /// The path, as it was given; error messages begin with it.
    let file: String
    let text: String

    /// Reads the file at `path`; `kind` says in an error message what it should have been.
    init(path: String, kind: String) throws(ConfigurationError) {
        let bytes = try Self.bytes(path, kind)
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let place = Self.place(of: error.byteOffsets.lowerBound, in: bytes)
            throw ConfigurationError(
                file: path, line: place.line, column: place.column, found: "bytes that are not UTF-8",
                expected: "text in UTF-8", remedy: "save the file in UTF-8")
        }
        self.file = path
        // Editors of Windows put a byte order mark in front; it is no text.
        self.text = String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...], as: UTF8.self)
        try refuseConflictMarkers(bytes)
    }

    /// A text that was read already, from `file`.
    init(_ text: String, file: String) {
        self.file = file
        self.text = text
    }

    private static func bytes(_ path: String, _ kind: String) throws(ConfigurationError) -> [UInt8] {
        func fault(_ found: String, _ remedy: String) -> ConfigurationError {
            ConfigurationError(file: path, found: found, expected: kind, remedy: remedy)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw fault("no file", "check the path")
        }
        guard !isFolder.boolValue else { throw fault("a folder", "name the file in it") }
        // Opening a pipe that nobody writes to would wait for ever, and a device may never end.
        guard OrdinaryFile.exists(at: path) else {
            throw fault("a pipe, a device or a socket", "write what it says to a file, and name that")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw fault("a file that can't be opened", "check its permissions")
        }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: largestFile + 1) ?? Data()
        } catch {
            throw fault("a file that can't be read", "check the path")
        }
        guard data.count <= largestFile else { throw fault("a file of more than 1 MiB", "make it smaller") }
        return Array(data)
    }

    /// Git leaves these lines where two changes met; YAML would complain about something else.
    private func refuseConflictMarkers(_ bytes: [UInt8]) throws(ConfigurationError) {
        var line = 0
        for content in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            for marker in ["<<<<<<<", "|||||||", ">>>>>>>"] where content.starts(with: marker.utf8) {
                throw ConfigurationError(
                    file: file, line: line, column: 1, found: "a merge conflict marker", expected: "a finished merge",
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
