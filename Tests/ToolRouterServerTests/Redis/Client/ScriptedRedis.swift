import Foundation
import Glibc
import Synchronization

/// A server that does with each connection what its script says, which no true Redis would do.
final class ScriptedRedis: Sendable {
    let port: Int
    private let listener: Int32
    private let peers = Mutex<[Int32]>([])
    private let isStopped = Atomic(false)
    /// The connections that were accepted.
    let accepted = SharedNumber()

    /// Each connection gets a thread with `script`, and ends with it.
    init(_ script: @escaping @Sendable (ScriptedPeer) -> Void) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = LoopbackAddress.bind(listener, port: 0)
        listen(listener, 64)
        let thread = Thread { [self] in accept(script) }
        thread.start()
    }

    /// The script of a server that answers the greeting and then does what `rest` says.
    static func greeting(_ rest: @escaping @Sendable (ScriptedPeer) -> Void) -> ScriptedRedis {
        ScriptedRedis { peer in
            guard peer.command() != nil else { return }
            peer.say("+PONG\r\n")
            rest(peer)
        }
    }

    /// Ends all connections and takes no more.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        shutdown(listener, Int32(SHUT_RDWR))
        hangUp()
    }

    /// Ends all connections.
    func hangUp() {
        peers.withLock { for peer in $0 { _ = shutdown(peer, Int32(SHUT_RDWR)) } }
    }

    private func accept(_ script: @escaping @Sendable (ScriptedPeer) -> Void) {
        while !isStopped.load(ordering: .relaxed) {
            let socket = Glibc.accept(listener, nil, nil)
            guard socket >= 0 else { continue }
            accepted.add()
            peers.withLock { $0.append(socket) }
            let thread = Thread { [self] in
                script(ScriptedPeer(socket))
                peers.withLock { $0.removeAll { $0 == socket } }
                close(socket)
            }
            thread.start()
        }
        close(listener)
    }
}

/// A connection of a scripted server.
final class ScriptedPeer {
    private let socket: Int32
    private var unread: ArraySlice<UInt8> = []

    init(_ socket: Int32) {
        self.socket = socket
    }

    /// The words of the next command; nil when the client is gone.
    func command() -> [String]? {
        guard let count = number("*") else { return nil }
        var words: [String] = []
        for _ in 0..<count {
            guard let length = number("$"), let bytes = take(length + 2) else { return nil }
            words.append(String(decoding: bytes.dropLast(2), as: UTF8.self))
        }
        return words
    }

    /// False when the client is gone.
    @discardableResult func say(_ text: String) -> Bool {
        say(Array(text.utf8))
    }

    @discardableResult func say(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Waits until the client is gone, and says nothing.
    func hang() {
        while take(1) != nil {}
    }

    private func number(_ sign: Character) -> Int? {
        var line: [UInt8] = []
        while let byte = take(1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
        guard line.first == sign.asciiValue else { return nil }
        return Int(String(decoding: line.dropFirst().dropLast(), as: UTF8.self))
    }

    private func take(_ count: Int) -> [UInt8]? {
        while unread.count < count {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let read = recv(socket, &chunk, chunk.count, 0)
            guard read > 0 else { return nil }
            unread = ArraySlice(Array(unread) + chunk[..<read])
        }
        defer { unread = unread.dropFirst(count) }
        return Array(unread.prefix(count))
    }
}
