import Glibc
import ToolRouter

/// The lane's end of the socket, in the place of standard input.
final class LanePort {
    private static let socket: Int32 = 0
    private var buffer: [UInt8] = []

    /// Nil when there is no socket.
    init?() {
        var status = stat()
        guard fstat(Self.socket, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
    }

    /// What a process is started for.
    enum First {
        case lane(LaneOpening)
        /// Gives out the files of the database at that path.
        case keeper(database: String)
    }

    /// What the parent says first; nil when it is from another version of this program, or gone.
    func first() -> First? {
        guard receive() else { return nil }
        return buffer.withUnsafeBytes { bytes in
            var reader = WireReader(bytes)
            guard let kind = try? reader.byte(), (try? reader.number(UInt64.self)) != nil, let text = try? reader.text()
            else { return nil }
            switch LaneFrame(rawValue: kind) {
            case .open: return LaneOpening(text: text).map { .lane($0) }
            case .keep: return .keeper(database: text)
            default: return nil
            }
        }
    }

    /// Answers requests until the parent is gone.
    func serve(_ desk: LaneDesk) {
        desk.open { send($0) }
        while receive() {
            let isUnderstood = buffer.withUnsafeBytes { bytes in
                (try? desk.answer(WireReader(bytes)) { send($0) }) != nil
            }
            if !isUnderstood { return }
        }
    }

    /// Receives the next frame without its length; false when there will be none.
    private func receive() -> Bool {
        var length: UInt32 = 0
        guard withUnsafeMutableBytes(of: &length, { fill($0) }) else { return false }
        let count = Int(UInt32(littleEndian: length))
        if buffer.count > count { buffer.removeLast(buffer.count - count) }
        if buffer.count < count { buffer.append(contentsOf: repeatElement(0, count: count - buffer.count)) }
        return buffer.withUnsafeMutableBytes { fill($0) }
    }

    private func fill(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
        var filled = 0
        while filled < bytes.count {
            let code = recv(Self.socket, bytes.baseAddress! + filled, bytes.count - filled, 0)
            if code > 0 {
                filled += code
            } else if code == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }

    private func send(_ frame: [UInt8]) {
        frame.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let code = Glibc.send(
                    Self.socket, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if code > 0 {
                    sent += code
                } else if errno != EINTR {
                    // Nobody is there any more to whom anything could be said.
                    exit(0)
                }
            }
        }
    }
}
