import Glibc

/// How long recordings are, before they are read.
package enum RecordingLength {
    /// How many bytes of a file are looked at.
    private static let most = 64 << 20

    /// About how many requests the recordings at `paths` hold: their lines, which beyond 64 MiB of a file are estimated
    /// from its size; nil when one can't be read.
    package static func requests(in paths: [String]) -> Int? {
        var sum = 0
        for path in paths {
            guard let count = lines(path) else { return nil }
            sum += max(0, count - 1)
        }
        return sum
    }

    private static func lines(_ path: String) -> Int? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
        defer { block.deallocate() }
        var (lines, read) = (0, 0)
        while read < most {
            let count = Glibc.read(descriptor, block.baseAddress, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return lines }
            read += count
            lines += block[..<count].count { $0 == UInt8(ascii: "\n") }
        }
        let (quotient, rest) = lines.multipliedFullWidth(by: Int(status.st_size))
        return quotient == 0 ? Int(rest) / read : nil
    }
}
