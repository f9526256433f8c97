import Foundation
import ToolRouter

/// The kinds of frames between a pool and its lanes. A frame is four bytes of length, one byte of kind, and what
/// belongs to that.
///
/// A lane answers each request with one final frame. Before that come any number of frames with rows.
enum LaneFrame: UInt8 {
    // From the pool.
    case open = 1
    case judge
    case run
    case dataVersion
    /// To the keeper of files: for which database it is.
    case keep
    case describe

    // From the lane; those above `rows` are final.
    case rows = 64
    case opened
    case approved
    case refused
    case finished
    case failed
    case version
    case described

    /// What both sides must have in common; raise it with any change to what they say to each other.
    static let protocolNumber = 3

    /// Whether a lane says no more to its request.
    var isFinal: Bool { rawValue > LaneFrame.rows.rawValue }
}

/// What a lane has to know to begin.
struct LaneOpening: Codable, Hashable, Sendable {
    /// The number of the protocol.
    var protocolNumber = LaneFrame.protocolNumber
    /// The rules by which the pool's program judges, see `Hardening.version`.
    var rules = Hardening.version
    let path: String
    let policy: SandboxPolicy
    /// The bytes of statements that stay compiled.
    let compiledBytes: Int
    let busyTimeout: Duration
    /// Seconds of processor time for one request.
    let processorSeconds: Int
    /// What rows may take on their way, in bytes, besides what the database takes.
    var resultBytes: Int { min(policy.budget.bytes, 1 << 30) }

    /// The opening as text.
    var text: String {
        // What it is made of has no value that JSON lacks.
        String(decoding: try! JSONEncoder().encode(self), as: UTF8.self)
    }

    /// Reads what `text` says; nil when it is from another version of this program.
    init?(text: String) {
        guard let opening = try? JSONDecoder().decode(LaneOpening.self, from: Data(text.utf8)) else { return nil }
        guard opening.protocolNumber == LaneFrame.protocolNumber, opening.rules == Hardening.version else { return nil }
        self = opening
    }

    init(path: String, policy: SandboxPolicy, compiledBytes: Int, busyTimeout: Duration, processorSeconds: Int) {
        self.path = path
        self.policy = policy
        self.compiledBytes = compiledBytes
        self.busyTimeout = busyTimeout
        self.processorSeconds = processorSeconds
    }
}

/// The schema that a lane knows, as it stands at the end of every final frame.
struct LaneSchema {
    let last: SeenSchema?
    let isPresent: Bool

    init(of database: OpenDatabase) {
        last = database.lastSchema
        isPresent = database.knowsPresentSchema
    }

    init(from reader: inout WireReader) throws(WireReader.Nonsense) {
        isPresent = try reader.bool()
        last = try reader.optional { reader throws(WireReader.Nonsense) in
            let file = try reader.optional { reader throws(WireReader.Nonsense) in
                FileIdentity(device: try reader.number(), inode: try reader.number())
            }
            let cookie = try reader.optional { reader throws(WireReader.Nonsense) in try reader.number(Int64.self) }
            let digest = try reader.optional { reader throws(WireReader.Nonsense) in
                SchemaDigest(bytes: try reader.blob())
            }
            return SeenSchema(file: file, cookie: cookie, digest: digest)
        }
    }

    func write(to writer: inout WireWriter) {
        writer.bool(isPresent)
        writer.optional(last) { writer, last in
            writer.optional(last.file) { writer, file in
                writer.number(file.device)
                writer.number(file.inode)
            }
            writer.optional(last.cookie) { $0.number($1) }
            writer.optional(last.digest) { $0.blob($1.bytes) }
        }
    }
}

extension SQLRefusal {
    init(from reader: inout WireReader) throws(WireReader.Nonsense) {
        self.init(
            try reader.named(), subject: try reader.optional { r throws(WireReader.Nonsense) in try r.text() },
            detail: try reader.text(), hint: try reader.optional { r throws(WireReader.Nonsense) in try r.text() },
            mayPass: try reader.bool())
        isNoStatement = try reader.bool()
    }

    func write(to writer: inout WireWriter) {
        writer.text(code.rawValue)
        writer.optional(subject) { $0.text($1) }
        writer.text(detail)
        writer.optional(hint) { $0.text($1) }
        writer.bool(mayPass)
        writer.bool(isNoStatement)
    }
}

extension SQLFailure {
    init(from reader: inout WireReader) throws(WireReader.Nonsense) {
        self.init(try reader.named(), try reader.text(), mayPass: try reader.bool())
    }

    func write(to writer: inout WireWriter) {
        writer.text(code.rawValue)
        writer.text(detail)
        writer.bool(mayPass)
    }
}

extension SandboxError {
    init(from reader: inout WireReader) throws(WireReader.Nonsense) {
        self.init(try reader.text(), try reader.named(), try reader.text(), remedy: try reader.text())
    }

    func write(to writer: inout WireWriter) {
        writer.text(path)
        writer.text(reason.rawValue)
        writer.text(detail)
        writer.text(remedy)
    }
}
