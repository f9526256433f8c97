import Glibc

/// Closes the segments of a recording that a recorder left open: each at its last whole line, so that a replay reads it.
package struct RecordingSalvage: Sendable {
    /// What ends the name of a segment that is being written.
    package static let openEnding = ".part"

    /// A segment that was closed.
    package struct Closed: Hashable, Sendable {
        /// Its path now; nil where not one whole line was in it, so that it is gone.
        package var path: String?
        /// The path it had.
        package var part: String
        /// The requests in it.
        package var requests: Int
        /// The bytes behind its last whole line, which are gone.
        package var cutBytes: Int

        /// What there is to say.
        package var words: String {
            let cut = cutBytes == 0 ? "nothing was cut off" : "\(Quantity.words(cutBytes, "byte")) cut off"
            guard path != nil else { return "\(part): no whole request in it, removed; \(cut)" }
            return "\(part): closed with \(Quantity.words(requests, "request")); \(cut)"
        }
    }

    /// Closes the file at `part`, which nobody writes any more.
    package static func close(_ part: String) throws(FileError) -> Closed {
        let descriptor = open(part, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw FileError(cannotWrite: part, errno: errno) }
        defer { Glibc.close(descriptor) }
        let found = try wholeLines(of: descriptor, part)
        var closed = Closed(
            path: nil, part: part, requests: max(0, found.lines - 1), cutBytes: found.size - found.end)
        let folder = part.lastIndex(of: "/").map { String(part[..<$0]) } ?? "."
        if closed.requests == 0 {
            guard unlink(part) == 0 else { throw FileError(cannotWrite: part, errno: errno) }
        } else {
            let path = try free(String(part.dropLast(openEnding.utf8.count)))
            if let first = found.first { SegmentHeader.stamp(descriptor, firstMicroseconds: first) }
            guard ftruncate(descriptor, off_t(found.end)) == 0, fsync(descriptor) == 0, rename(part, path) == 0 else {
                throw FileError(cannotWrite: part, errno: errno)
            }
            closed.path = path
        }
        try synchronize(folder: folder)
        return closed
    }

    /// Makes sure that the names in a folder outlive a loss of power.
    package static func synchronize(folder: String) throws(FileError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(cannotWrite: folder, errno: errno) }
        defer { Glibc.close(descriptor) }
        // Some file systems have no such thing.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError(cannotWrite: folder, errno: errno) }
    }

    /// The name of a closed segment is there already only where somebody copied files about.
    private static func free(_ path: String) throws(FileError) -> String {
        guard try Presence.of(path) else { return path }
        throw FileError(
            cannotWrite: path, because: "a closed segment of this name is there already",
            remedy: "move one of the two away")
    }

    /// How many whole lines there are, where they end, when the first request arrived if all of them say so, and how long the
    /// file is.
    ///
    /// A zero byte is in no line: file systems leave such where a loss of power kept what was written from the disk.
    private static func wholeLines(
        of descriptor: Int32, _ path: String
    ) throws(FileError) -> (lines: Int, end: Int, first: Int64?, size: Int) {
        var (lines, end, place, isTorn) = (0, 0, 0, false)
        var first: Int64? = .max
        var line: [UInt8] = []
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 1)
        defer { block.deallocate() }
        while true {
            let count = read(descriptor, block.baseAddress, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(cannotWrite: path, errno: errno) }
            if count == 0 { return (lines, end, first == .max ? nil : first, place) }
            for index in 0..<count where !isTorn {
                switch block[index] {
                case 0: isTorn = true
                case UInt8(ascii: "\n"):
                    if lines > 0 {
                        first = first.flatMap { first in SegmentHeader.arrival(in: line).map { min(first, $0) } }
                    }
                    (lines, end) = (lines + 1, place + index + 1)
                    line.removeAll(keepingCapacity: true)
                case let byte: if line.count < 1_024 { line.append(byte) }
                }
            }
            place += count
        }
    }
}
