import Foundation
import Synchronization

/// A port of this machine that neither takes nor refuses a connection: it listens, nobody accepts, and its queue is full.
final class FullReceiver: Sendable {
    /// What holds the port and fills its queue.
    private let sockets = Mutex<[Int32]>([])

    /// Where it listens.
    let number: UInt16

    init() async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 0) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        number = UInt16(bigEndian: address.sin_port)
        var open = [listener]
        // The queue of none holds one (Linux, listen(2)); what comes then is never answered.
        for _ in 0..<4 {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(client, $0, length) }
            }
            open.append(client)
        }
        sockets.withLock { $0 = open }
    }

    func close() {
        sockets.withLock { sockets in
            for socket in sockets { Foundation.close(socket) }
            sockets = []
        }
    }
}
