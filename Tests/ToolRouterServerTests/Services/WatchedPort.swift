import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A port that listens on every address of this machine, of IPv4 and of IPv6, and answers requests of HTTP. It keeps to which address
/// each connection was made, and what came over it.
final class WatchedPort: Sendable {
    /// A connection that was made.
    struct Visit: Hashable, Sendable {
        /// The address of this machine that it was made to.
        var address: String
        /// What came over it.
        var text = ""
    }

    /// The visits of all its sockets.
    private final class Book: Sendable {
        let visits = Mutex<[Visit]>([])

        func begin(_ address: String) -> Int {
            visits.withLock { visits in
                visits.append(Visit(address: address))
                return visits.count - 1
            }
        }

        func note(_ text: String, _ number: Int) { visits.withLock { $0[number].text += text } }
    }

    private let book: Book
    private let channels: [any Channel]
    /// Its number, the same for both.
    let port: Int

    /// The connections so far.
    var visits: [Visit] { book.visits.withLock { $0 } }

    /// - Parameter reply: what is answered to a request whose first line is given, from the status line to the last byte.
    init(
        _ reply: @escaping @Sendable (_ firstLine: String, _ port: Int) -> String = { _, _ in WatchedPort.reply("{}") }
    )
        async throws
    {
        let book = Book()
        self.book = book
        let four = try await Self.listen("0.0.0.0", 0, book, reply)
        let port = four.localAddress?.port ?? 0
        self.port = port
        channels = [four, try await Self.listen("::", port, book, reply)]
    }

    /// A whole answer of this body.
    static func reply(_ body: String, status: String = "200 OK", headers: String = "content-type: application/json\r\n")
        -> String
    {
        "HTTP/1.1 \(status)\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    func close() async {
        for channel in channels { try? await channel.close().get() }
    }

    private static func listen(
        _ host: String, _ port: Int, _ book: Book, _ reply: @escaping @Sendable (String, Int) -> String
    ) async throws -> any Channel {
        let isSix = host.contains(":")
        let onlySix = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
        var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        if isSix { bootstrap = bootstrap.serverChannelOption(onlySix, value: 1) }
        return
            try await bootstrap
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(book, reply))
                }
            }
            .bind(host: host, port: port).get()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let book: Book
        private let reply: @Sendable (String, Int) -> String
        private var number = 0
        private var text = ""

        init(_ book: Book, _ reply: @escaping @Sendable (String, Int) -> String) {
            self.book = book
            self.reply = reply
        }

        func channelActive(context: ChannelHandlerContext) {
            number = book.begin(context.localAddress?.ipAddress ?? "?")
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let part = String(buffer: unwrapInboundIn(data))
            book.note(part, number)
            text += part
            guard let end = text.range(of: "\r\n"), text.contains("\r\n\r\n") else { return }
            let answer = reply(String(text[..<end.lowerBound]), context.localAddress?.port ?? 0)
            text = ""
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }
    }
}
