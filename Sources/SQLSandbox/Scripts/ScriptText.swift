/// The text of a database script, with just enough reading to say on which line a statement begins.
struct ScriptText {
    /// The text in UTF-8.
    let bytes: [UInt8]

    init(_ script: String) {
        bytes = Array(script.utf8)
    }

    /// The line of a position, counted from 1.
    func line(of position: Int) -> Int {
        1 + bytes[..<position].count { $0 == UInt8(ascii: "\n") }
    }

    /// `rest` from its first statement on: without white space, comments and lone semicolons.
    static func withoutBlanks(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = rest
        while let first = rest.first {
            if " \t\n\r\u{0C};".utf8.contains(first) {
                rest = rest.dropFirst()
            } else if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
            } else if rest.starts(with: "/*".utf8) {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        return rest
    }
}
