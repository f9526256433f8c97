import Foundation
import Glibc

/// A client that sends bytes as they are, and can be as rude as clients are.
final class RawClient: @unchecked Sendable {
    /// An answer, read by its `content-length`.
    struct Reply {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: String

        subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
        /// The member `code` of a problem document.
        var code: String? {
            let json = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            return json?["code"] as? String
        }
    }

    private let socket: Int32
    private var unread: [UInt8] = []
    private var isOpen = true

    /// - Parameter receiveBuffer: the bytes that the kernel keeps for it, about.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var bytes = receiveBuffer { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, 4) }
        var patience = timeval(tv_sec: 600, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            let reason = errno
            // Whoever throws is still taken down, and a number that is closed twice may be somebody else's by then.
            close()
            throw POSIXError(POSIXErrorCode(rawValue: reason) ?? .EIO)
        }
    }

    deinit {
        close()
    }

    /// Sends all of it, or as much as the other side takes before it closes.
    @discardableResult
    func send(_ text: String) -> Int { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    /// Sends no more, and still reads.
    func finishSending() {
        shutdown(socket, Int32(SHUT_WR))
    }

    /// Is gone.
    func close() {
        if isOpen { Glibc.close(socket) }
        isOpen = false
    }

    /// Is gone, by a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// The next answer; nil when the connection ends before it, or nothing comes for ten minutes.
    func reply(withoutBody: Bool = false) async -> Reply? {
        await onThread { [self] in readReply(withoutBody) }
    }

    /// Whether the connection ends without another byte.
    func ends() async -> Bool {
        await onThread { [self] in unread.isEmpty && receive() == 0 }
    }

    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { caller in
            Thread { caller.resume(returning: body()) }.start()
        }
    }

    private func readReply(_ withoutBody: Bool) -> Reply? {
        var looked = 0
        var end: Int?
        while end == nil {
            end = unread[looked...].firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
            looked = max(0, unread.count - 3)
            if end == nil, receive() <= 0 { return nil }
        }
        let start = end ?? 0
        let lines = String(decoding: unread[..<(start - 4)], as: UTF8.self).components(separatedBy: "\r\n")
        var reply = Reply(status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: [], body: "")
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            reply.headers.append((parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces)))
        }
        let length = withoutBody ? 0 : Int(reply["content-length"] ?? "0") ?? 0
        while unread.count < start + length { if receive() <= 0 { return nil } }
        reply.body = String(decoding: unread[start..<start + length], as: UTF8.self)
        unread.removeFirst(start + length)
        return reply
    }

    private func receive() -> Int {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        if count > 0 { unread.append(contentsOf: buffer[..<count]) }
        return count
    }
}
