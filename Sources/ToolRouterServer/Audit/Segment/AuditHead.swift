import Glibc
import ToolRouter

/// The file `head` beside the segments: how far the chain went when it was written last.
///
/// It is overwritten in place after each batch, outside of the database. So a chain whose end is lost, be it by a loss of
/// power or because somebody removed a write-ahead log or cut rows off, ends before its head. It is no proof against someone
/// who changes both: for that, keep the head that `toolrouter audit verify` prints elsewhere.
struct AuditHead: Hashable, Sendable {
    /// The store that it is of.
    var store: String
    /// The segment, the record and its link.
    var segment: Int
    var seq: Int64
    var hash: AuditHash

    /// The name of the file.
    static let file = "head"
    /// The bytes of the file: always the same number, so that it is overwritten as one and needs no new space.
    private static let size = 192

    /// Reads the file in the folder at `path`; nil where there is none or it was never written, and a fault where it says
    /// something else.
    ///
    /// It is overwritten meanwhile: only what two readings agree on, and what is a head, was not read in the middle of that.
    static func read(in path: String) throws(AuditFault) -> AuditHead? {
        let file = path + "/" + Self.file
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw AuditFault(.notReadable, file, String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        for _ in 0..<readings {
            let bytes = try bytes(of: descriptor, file)
            // At once, since a busy writer overwrites it every 50 µs.
            if try bytes == self.bytes(of: descriptor, file) {
                // It was made, and never written: all zeros are what a loss of power leaves of such a file.
                if bytes.allSatisfy({ $0 == 0 }) { return nil }
                if let head = AuditHead(bytes) { return head }
            }
            usleep(100)
        }
        throw AuditFault(.damaged, file, "not a head as it is written")
    }

    /// How often it is read before it is what it is.
    private static let readings = 50

    private static func bytes(of descriptor: Int32, _ file: String) throws(AuditFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size + 1)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw AuditFault(.notReadable, file, String(cString: strerror(errno))) }
        return Array(bytes.prefix(count))
    }

    private init?(_ bytes: [UInt8]) {
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard bytes.count == Self.size, words.count >= 6, words[0] == "toolrouter-audit-head", words[1] == "1",
            let segment = Int(words[3]), 1...999_999 ~= segment,
            let seq = Int64(words[4]), 0...AuditStored.largestSeq ~= seq, let hash = AuditHash(hexadecimal: words[5])
        else { return nil }
        self.init(store: String(words[2]), segment: segment, seq: seq, hash: hash)
    }

    init(store: String, segment: Int, seq: Int64, hash: AuditHash) {
        (self.store, self.segment, self.seq, self.hash) = (store, segment, seq, hash)
    }

    /// The file's bytes.
    var bytes: [UInt8] {
        var bytes = Array("toolrouter-audit-head 1 \(store) \(segment) \(seq) \(hash) ".utf8)
        precondition(bytes.count < Self.size, "a head has \(bytes.count) bytes")
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: Self.size - 1 - bytes.count)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}

/// Overwrites the head of a store.
final class AuditHeadFile {
    private var descriptor: Int32
    private let path: String

    /// Opens the file in the folder at `path`, or makes it.
    init(in path: String) throws {
        self.path = path + "/" + AuditHead.file
        descriptor = open(self.path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw AuditFault(errno: errno, at: self.path) }
    }

    deinit {
        end()
    }

    /// Closes the file; nothing is written after that.
    func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Has the disk keep it, so that no loss of power leaves a file that was never written.
    func sync() throws {
        // Where a file system can't, it says EINVAL.
        if fsync(descriptor) != 0, errno != EINVAL { throw AuditFault(errno: errno, at: path) }
    }

    func write(_ head: AuditHead) throws {
        let bytes = head.bytes
        while true {
            let count = pwrite(descriptor, bytes, bytes.count, 0)
            if count == bytes.count { return }
            // What is written in part is written on a disk without space.
            if count >= 0 { throw AuditFault(errno: ENOSPC, at: path) }
            if errno != EINTR { throw AuditFault(errno: errno, at: path) }
        }
    }
}
