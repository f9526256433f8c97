import Glibc
import ToolRouterFormats

/// The bytes of a file, one after the other, in constant memory, with the number of the line.
final class FileBytes {
    private static let chunk = 256 * 1_024

    let path: String
    /// The line of the next byte, from 1.
    private(set) var line = 1
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var place = 0

    /// Opens the file at `path`; a mark of byte order at its begin is passed over.
    init(path: String) throws(FileError) {
        self.path = path
        // It knows what is no ordinary file, and says so.
        _ = try LineReader(path: path)
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard try peek() == 0xEF, buffer.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
        place = 3
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next byte, which stays the next one; nil at the end.
    func peek() throws(FileError) -> UInt8? {
        if place < buffer.count { return buffer[place] }
        guard try fill() else { return nil }
        return buffer[place]
    }

    /// Goes on behind the next byte.
    func skip() {
        if buffer[place] == UInt8(ascii: "\n") { line += 1 }
        place += 1
    }

    /// Goes on behind white space; nil at the end, else the byte that follows.
    func skipSpace() throws(FileError) -> UInt8? {
        while let byte = try peek() {
            guard byte == 0x20 || 0x09...0x0D ~= byte else { return byte }
            skip()
        }
        return nil
    }

    /// Takes bytes until `isLast` says that one is the last, which is taken, too; false at the end of the file.
    ///
    /// - Parameter most: with more bytes than that in `taken` it ends, too.
    func take(into taken: inout [UInt8], most: Int, until isLast: (UInt8) -> Bool) throws(FileError) -> Bool {
        while try peek() != nil {
            let start = place
            var (lines, isFound) = (0, false)
            let end = min(buffer.count, start + max(0, most + 1 - taken.count))
            var next = start
            while next < end, !isFound {
                let byte = buffer[next]
                if byte == UInt8(ascii: "\n") { lines += 1 }
                isFound = isLast(byte)
                next += 1
            }
            taken.append(contentsOf: buffer[start..<next])
            place = next
            line += lines
            if isFound || taken.count > most { return isFound }
        }
        return false
    }

    private func fill() throws(FileError) -> Bool {
        place = 0
        buffer = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                buffer.removeLast(buffer.count - count)
                return count > 0
            }
            guard errno == EINTR else {
                throw FileError(
                    aboutFile: path, found: "a file that can't be read (\(String(cString: strerror(errno))))",
                    expected: "a readable file", remedy: "check the path and its permissions")
            }
        }
    }
}
