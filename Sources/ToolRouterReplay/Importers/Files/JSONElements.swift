import ToolRouterFormats

/// The values of a JSON file, one at a time: the elements of a list that is the whole file, or values one after the other,
/// as in JSON lines. Only one is in memory; it has at most 16 MiB, and brackets at most 64 deep.
final class JSONElements {
    /// The most bytes of a value.
    static let most = LineReader.maximumLine

    private let bytes: FileBytes
    private let json = JSONLineReader()
    private var isList = false
    private var hasBegun = false
    private var isAtEnd = false
    /// The line that the last value begins in.
    private(set) var line = 1

    init(_ bytes: FileBytes) {
        self.bytes = bytes
    }

    convenience init(path: String) throws(FileError) {
        self.init(try FileBytes(path: path))
    }

    /// The next value; nil behind the last one.
    func next() throws(FileError) -> ForeignValue? {
        guard try begin() else { return nil }
        line = bytes.line
        var value: [UInt8] = []
        try takeValue(into: &value)
        do throws(FileError.Reason) {
            return try json.read(ForeignValue.self, from: LineReader.Line(whole: value))
        } catch {
            throw FileError(path: bytes.path, line: line, error)
        }
    }

    /// An error about the last value.
    func fault(_ reason: FileError.Reason) -> FileError {
        FileError(path: bytes.path, line: line, reason)
    }

    /// Goes to the begin of the next value; false when there is none.
    private func begin() throws(FileError) -> Bool {
        if isAtEnd { return false }
        defer { hasBegun = true }
        guard let byte = try bytes.skipSpace() else {
            if isList { throw wrong("a list that does not end", "`]` at its end") }
            isAtEnd = true
            return false
        }
        if !hasBegun {
            isList = byte == UInt8(ascii: "[")
            guard isList else { return true }
            bytes.skip()
            guard let first = try bytes.skipSpace() else { throw wrong("a list that does not end", "`]` at its end") }
            return first == UInt8(ascii: "]") ? try end() : true
        }
        guard isList else { return true }
        switch byte {
        case UInt8(ascii: "]"): return try end()
        case UInt8(ascii: ","):
            bytes.skip()
            guard let next = try bytes.skipSpace(), next != UInt8(ascii: "]") else {
                throw wrong("a comma at the end of a list", "another element")
            }
            return true
        default: throw wrong("no comma between two elements of a list", "a comma")
        }
    }

    private func end() throws(FileError) -> Bool {
        bytes.skip()
        isAtEnd = true
        if try bytes.skipSpace() != nil { throw wrong("something behind the list", "the end of the file") }
        return false
    }

    private func takeValue(into value: inout [UInt8]) throws(FileError) {
        var (depth, isText, isEscaped) = (0, false, false)
        let isBare = try bytes.peek().map { !"{[\"".utf8.contains($0) } ?? true
        let isWhole =
            isBare
            ? try takeBare(into: &value)
            : try bytes.take(into: &value, most: Self.most) { byte in
                if isText {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isText = false
                        return depth == 0
                    }
                    return false
                }
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    return depth == 0
                default: break
                }
                return false
            }
        guard value.count <= Self.most else {
            throw FileError(
                aboutFile: bytes.path, line: line, found: "a value of more than 16 MiB",
                expected: "values of at most 16 MiB", remedy: "write it in several, one a line")
        }
        if !isWhole {
            throw FileError(
                path: bytes.path, line: line, found: "a value that does not end", expected: "a complete one",
                remedy: "remove it, its writer was interrupted")
        }
    }

    /// A number or a word, up to what can't be a part of it; what is neither is one byte at least.
    private func takeBare(into value: inout [UInt8]) throws(FileError) -> Bool {
        repeat {
            guard let byte = try bytes.peek() else { break }
            value.append(byte)
            bytes.skip()
            guard let next = try bytes.peek(), !", \t\r\n]}[{\"".utf8.contains(next) else { break }
        } while value.count <= Self.most
        return true
    }

    private func wrong(_ found: String, _ expected: String) -> FileError {
        FileError(
            path: bytes.path, line: bytes.line, found: found, expected: expected, remedy: "export the file again")
    }
}
