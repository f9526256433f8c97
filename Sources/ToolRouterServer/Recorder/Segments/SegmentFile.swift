import Glibc
import ToolRouter
import ToolRouterFormats

/// A segment that is being written: whole lines only, under a name that says that it is open.
///
/// For one thread at a time.
final class SegmentFile {
    /// A line on its way to the disk.
    private static let block = 256 << 10

    /// Its name once it is closed.
    let path: String
    let openedAt: Timestamp
    /// The requests in it, those on their way included.
    private(set) var requests = 0
    /// The requests that were added, those included that the disk did not take.
    private(set) var added = 0
    /// Its bytes, those on their way included.
    private(set) var bytes: Int
    private var part: String { path + RecordingSalvage.openEnding }
    private let descriptor: Int32
    private let disk: SegmentDisk
    /// The earliest arrival among its requests.
    private var first = Int64.max
    private var room = ReorderRoom()
    private var buffer: [UInt8]
    private var buffered = 0
    /// Where the last line ends that is on the disk.
    private var written = 0
    private var isOpen = true
    private var isWhole = true

    /// Begins the segment with a header line.
    init(
        _ path: String, header: [UInt8], at now: Timestamp, on disk: SegmentDisk = .system
    ) throws(FileError) {
        self.path = path
        self.disk = disk
        openedAt = now
        buffer = header
        bytes = header.count
        let part = path + RecordingSalvage.openEnding
        descriptor = open(part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw FileError(cannotWrite: part, errno: errno) }
        do throws(FileError) {
            try flush()
        } catch {
            // It is closed as every segment is that goes: a descriptor that is closed twice is another file's by then.
            unlink(part)
            throw error
        }
    }

    deinit {
        if isOpen { disk.close(descriptor) }
    }

    /// Whether a line of a request that arrived then would be found by a reader.
    func takes(_ at: Int64) -> Bool { room.takes(at) }

    /// Adds a line, which has its line end.
    func add(_ line: [UInt8], at: Int64) throws(FileError) {
        buffer += line
        buffered += 1
        requests += 1
        added += 1
        bytes += line.count
        room.add(at, bytes: line.count)
        first = min(first, at)
        if buffer.count >= Self.block { try flush() }
    }

    /// Hands all lines to the system. When it does not take them, the file ends at the last line that it took.
    func flush() throws(FileError) {
        var place = 0
        while place < buffer.count {
            let count = buffer.withUnsafeBytes { disk.write(descriptor, $0.baseAddress! + place, $0.count - place) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = count < 0 ? errno : ENOSPC
                cut(after: place)
                throw FileError(cannotWrite: part, errno: code)
            }
            place += count
        }
        written += buffer.count
        buffer.removeAll(keepingCapacity: buffer.count <= 2 * Self.block)
        buffered = 0
    }

    /// Takes the torn line away that a full disk left; `count` bytes of the buffer were taken.
    private func cut(after count: Int) {
        let whole = buffer[..<count].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let lost = buffer[whole...].count { $0 == UInt8(ascii: "\n") }
        written += whole
        bytes = written
        requests = max(0, requests - lost)
        buffered = 0
        buffer = []
        isWhole = false
        _ = ftruncate(descriptor, off_t(written))
    }

    /// Lines that are not handed to the system yet.
    var unwritten: Int { buffered }

    /// Closes it under its own name; where no request is in it, it is gone instead.
    func close() throws(FileError) {
        guard isOpen else { return }
        isOpen = false
        defer { disk.close(descriptor) }
        try? flush()
        guard requests > 0 else {
            unlink(part)
            return
        }
        // Of lines that the disk did not take the earliest may be one.
        if isWhole { SegmentHeader.stamp(descriptor, firstMicroseconds: first) }
        guard fsync(descriptor) == 0, rename(part, path) == 0 else { throw FileError(cannotWrite: path, errno: errno) }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try RecordingSalvage.synchronize(folder: folder)
    }
}
