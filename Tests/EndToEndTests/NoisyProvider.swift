import Foundation
import Synchronization

/// A provider on a free port of this machine that answers chats as a script says: by the question, and by how often it was asked.
final class NoisyProvider: Sendable {
    /// What is said to a question that is asked for the `time`-th time, from 1: a plan's JSON, or an HTTP status.
    enum Reply {
        case plan(String)
        case status(Int)
    }

    private struct State {
        var counts: [String: Int] = [:]
        var keys: Set<String> = []
    }

    private final class Log: Sendable {
        let state = Mutex(State())
    }

    private let log = Log()
    private let listener: Int32
    let port: Int

    /// - Parameters:
    ///   - questions: those that are known; a prompt holds one of them.
    ///   - delay: how long each reply takes.
    init(
        _ questions: [String], delay: Duration = .zero, reply: @escaping @Sendable (String, _ time: Int) -> Reply
    ) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [log] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread {
                    defer { close(connection) }
                    while let (head, body) = Self.request(connection) {
                        let question = questions.first(where: body.contains) ?? ""
                        let time = log.state.withLock { state in
                            state.counts[question, default: 0] += 1
                            for line in head.split(separator: "\r\n")
                            where line.lowercased().hasPrefix("authorization:") {
                                state.keys.insert(
                                    String(line.dropFirst("authorization:".count)).trimmingCharacters(in: .whitespaces))
                            }
                            return state.counts[question, default: 0]
                        }
                        usleep(UInt32(delay / .microseconds(1)))
                        guard Self.send(Self.text(reply(question, time)), connection) else { return }
                    }
                }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)); close(listener) }

    /// How often each question was asked.
    var counts: [String: Int] { log.state.withLock(\.counts) }
    /// The keys that came.
    var keys: Set<String> { log.state.withLock(\.keys) }

    private static func text(_ reply: Reply) -> String {
        switch reply {
        case .status(let status): response(status, "{\"error\":{\"message\":\"no\"}}")
        case .plan(let plan):
            response(
                200,
                "{\"model\":\"m-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
                    + "\"content\":\(String(decoding: try! JSONEncoder().encode(plan), as: UTF8.self))}}],"
                    + "\"usage\":{\"prompt_tokens\":800,\"completion_tokens\":40,\"total_tokens\":840}}")
        }
    }

    private static func response(_ status: Int, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func send(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The next request; nil at the end of the connection.
    private static func request(_ connection: Int32) -> (head: String, body: String)? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                let length =
                    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) } ?? 0
                if bytes.count >= end.upperBound + length {
                    return (head, String(decoding: bytes[end.upperBound..<(end.upperBound + length)], as: UTF8.self))
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
