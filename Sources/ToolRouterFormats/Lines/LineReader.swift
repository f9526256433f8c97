import Glibc

/// Reads a text file line by line in constant memory: one buffer, whatever the size of the file.
///
/// Lines end with LF or CRLF; the last one may lack its end. Lines of nothing but white space are skipped, but counted.
package final class LineReader {
    /// One line, without its end.
    package struct Line {
        /// The bytes, not yet known to be UTF-8.
        package let bytes: [UInt8]
        /// Its number in the file, from 1; 0 when it was read by offset.
        package let number: Int
        /// Where it begins, in bytes from the start of the file.
        package let offset: Int
        /// Whether a line end follows: a last line without one may have been cut off.
        package let isTerminated: Bool
    }

    /// The longest line that is read: 16 MiB.
    package static let maximumLine = 16 * 1_024 * 1_024

    private static let chunk = 256 * 1_024

    /// The path of the file, as it was given.
    package let path: String
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: chunk)
    /// The part of `buffer` that was read from the file and not yet handed out.
    private var pending = 0..<0
    /// Where `pending` begins in the file.
    private var offset = 0
    private var lineNumber = 0
    private var isAtEnd = false

    /// Opens the file at `path`.
    package init(path: String) throws(FileError) {
        // Without O_NONBLOCK, opening a pipe without a writer would wait forever.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        self.path = path
        guard descriptor >= 0 else { throw Self.unreadable(path, "a file that can't be opened (\(Self.reason()))") }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw cannotRead() }
        // A folder opens like a file, and only fails when it is read.
        if status.st_mode & S_IFMT == S_IFDIR { throw Self.unreadable(path, "a folder") }
        if let oddity = WholeFile.oddity(path, status) {
            throw FileError(
                aboutFile: path, found: oddity, expected: "an ordinary file",
                remedy: "write what it says to a file, and name that")
        }
        try GitLFSPointer.refuse(
            in: descriptor, size: Int(status.st_size), path: path, kind: "the file that it stands for")
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next line that is not blank; nil at the end of the file.
    package func next() throws(FileError) -> Line? {
        while let line = try nextIncludingBlank() {
            if line.bytes.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) { return line }
        }
        return nil
    }

    /// Goes on behind the next line if it is `text`, and that is known without reading more of the file; else it stays.
    ///
    /// - Parameter text: no line end in it, and not blank.
    package func pass(over text: [UInt8]) -> Bool {
        let end = pending.lowerBound + text.count
        guard end < pending.upperBound, text.count <= Self.maximumLine else { return false }
        let isNext = buffer.withUnsafeBytes { bytes in
            bytes[end] == UInt8(ascii: "\n")
                && text.withUnsafeBytes {
                    $0.isEmpty || memcmp($0.baseAddress!, bytes.baseAddress! + pending.lowerBound, $0.count) == 0
                }
        }
        guard isNext else { return false }
        lineNumber += 1
        offset += text.count + 1
        pending = (end + 1)..<pending.upperBound
        return true
    }

    /// Reads the line that begins `offset` bytes into the file once more, leaving `next()` where it is.
    ///
    /// The line is empty when the file has become shorter.
    package func line(at offset: Int) throws(FileError) -> Line {
        var bytes = [UInt8]()
        var block = [UInt8](repeating: 0, count: 16 * 1_024)
        while bytes.count <= Self.maximumLine {
            let count = pread(descriptor, &block, block.count, off_t(offset + bytes.count))
            if count < 0 {
                if errno == EINTR { continue }
                throw cannotRead()
            }
            if let end = block[..<count].firstIndex(of: UInt8(ascii: "\n")) {
                bytes += block[..<end]
                return Line(bytes: Self.text(bytes[...]), number: 0, offset: offset, isTerminated: true)
            }
            bytes += block[..<count]
            if count == 0 { return Line(bytes: Self.text(bytes[...]), number: 0, offset: offset, isTerminated: false) }
        }
        throw tooLong(line: nil)
    }

    private func nextIncludingBlank() throws(FileError) -> Line? {
        var searched = pending.lowerBound
        while true {
            if let end = newline(from: searched) {
                guard end - pending.lowerBound <= Self.maximumLine else { throw tooLong(line: lineNumber + 1) }
                return take(upTo: end, isTerminated: true)
            }
            guard pending.count <= Self.maximumLine else { throw tooLong(line: lineNumber + 1) }
            if isAtEnd { return pending.isEmpty ? nil : take(upTo: pending.upperBound, isTerminated: false) }
            let known = pending.count
            try fill()
            searched = pending.lowerBound + known
        }
    }

    private func newline(from start: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard start < pending.upperBound, let base = bytes.baseAddress,
                let found = memchr(base + start, Int32(UInt8(ascii: "\n")), pending.upperBound - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private func take(upTo end: Int, isTerminated: Bool) -> Line {
        lineNumber += 1
        let start = pending.lowerBound
        let line = Line(
            bytes: Self.text(buffer[start..<end]), number: lineNumber, offset: offset, isTerminated: isTerminated)
        let next = isTerminated ? end + 1 : end
        offset += next - start
        pending = next..<pending.upperBound
        return line
    }

    /// Reads one more block behind `pending`, making room first.
    private func fill() throws(FileError) {
        if pending.lowerBound > 0 {
            buffer.replaceSubrange(0..<pending.count, with: Array(buffer[pending]))
            pending = 0..<pending.count
        }
        if pending.upperBound == buffer.count {
            buffer += [UInt8](repeating: 0, count: buffer.count)
        }
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                read(descriptor, bytes.baseAddress! + pending.upperBound, bytes.count - pending.upperBound)
            }
            if count >= 0 {
                pending = pending.lowerBound..<(pending.upperBound + count)
                isAtEnd = count == 0
                return
            }
            guard errno == EINTR else { throw cannotRead() }
        }
    }

    /// The line as handed out: a carriage return before the line feed belongs to the line end.
    private static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
    }

    private func cannotRead() -> FileError {
        Self.unreadable(path, "a file that can't be read (\(Self.reason()))")
    }

    private func tooLong(line: Int?) -> FileError {
        FileError(
            aboutFile: path, line: line, found: "a line of more than 16 MiB", expected: "lines of at most 16 MiB",
            remedy: "check that every line ends with a line feed")
    }

    private static func unreadable(_ path: String, _ found: String) -> FileError {
        FileError(
            aboutFile: path, found: found, expected: "a readable file", remedy: "check the path and its permissions")
    }

    private static func reason() -> String {
        String(cString: strerror(errno))
    }
}

extension LineReader.Line {
    /// A whole text that is not a line of a file.
    package init(whole bytes: [UInt8]) {
        self.init(bytes: bytes, number: 0, offset: 0, isTerminated: true)
    }
}
