import ToolRouter

/// Files as one, in the format `ustar` of POSIX.1-2017 (pax, section "ustar Interchange Format").
struct TarArchive {
    private static let block = 512

    private(set) var bytes: [UInt8] = []
    private let seconds: Int64

    /// - Parameter moment: the time of change of all files.
    init(at moment: Timestamp) {
        seconds = max(0, moment.microseconds / 1_000_000)
    }

    /// Adds a file. Its path has at most 100 bytes.
    mutating func add(_ path: String, _ content: [UInt8]) {
        precondition(path.utf8.count <= 100, "a path of more than 100 bytes: \(path)")
        var header = [UInt8](repeating: 0, count: Self.block)
        func put(_ text: String, at place: Int) {
            for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
        }
        put(path, at: 0)
        put("0000644\u{0}", at: 100)
        put("0000000\u{0}", at: 108)
        put("0000000\u{0}", at: 116)
        put(Self.octal(content.count), at: 124)
        put(Self.octal(Int(seconds)), at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(String(Self.octal(sum).dropFirst(5).prefix(6)) + "\u{0} ", at: 148)
        bytes += header
        bytes += content
        pad(to: Self.block)
    }

    /// Ends it.
    mutating func finish() {
        bytes += [UInt8](repeating: 0, count: 2 * Self.block)
    }

    private mutating func pad(to size: Int) {
        let rest = bytes.count % size
        if rest > 0 { bytes += [UInt8](repeating: 0, count: size - rest) }
    }

    /// Eleven octal digits and a zero byte.
    private static func octal(_ number: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: max(0, 11 - digits.count)) + digits + "\u{0}"
    }
}
