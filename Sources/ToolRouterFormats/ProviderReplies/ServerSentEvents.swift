/// The data of server-sent events, one by one (WHATWG HTML, section 9.2.6).
///
/// Events without data, comments and the other fields are passed over. The last event may lack the blank line behind it: bodies
/// that did not come whole are not read.
struct ServerSentEvents {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The data of the next event; nil when there is none.
    mutating func next() -> ArraySlice<UInt8>? {
        var data: [UInt8]?
        while let line = nextLine() {
            if line.isEmpty {
                if let data { return data[...] }
            } else if let part = Self.data(of: line) {
                // Most events have one line of data.
                if data == nil { data = Array(part) } else { data?.append(contentsOf: [0x0A] + part) }
            }
        }
        return data?[...]
    }

    /// What follows `data:` and one space; nil for another field.
    private static func data(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.starts(with: "data".utf8) else { return nil }
        let rest = line.dropFirst(4)
        guard let colon = rest.first else { return rest }
        guard colon == UInt8(ascii: ":") else { return nil }
        let value = rest.dropFirst()
        return value.first == UInt8(ascii: " ") ? value.dropFirst() : value
    }

    /// The next line, which ends with CR, LF or both; nil at the end.
    private mutating func nextLine() -> ArraySlice<UInt8>? {
        guard position < bytes.count else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
        let line = bytes[start..<position]
        if position < bytes.count {
            let isReturn = bytes[position] == 0x0D
            position += 1
            if isReturn, position < bytes.count, bytes[position] == 0x0A { position += 1 }
        }
        return line
    }
}
