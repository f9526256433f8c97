import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A receiver on a free port of this machine that answers every POST in one way, and keeps what it was sent.
final class HTTPReceiver: Sendable {
    /// How it answers.
    enum Behaviour: Sendable {
        case answer(HTTPResponseStatus, headers: HTTPHeaders = [:], body: [UInt8] = [])
        /// Reads, and never answers.
        case hang
        /// Closes the connection instead of an answer.
        case hangUp
    }

    /// What came.
    struct Delivery: Sendable {
        var head: HTTPRequestHead
        var body: [UInt8] = []
    }

    private let channel: any Channel
    private let deliveries: Deliveries

    /// Where it listens.
    let port: Int
    var url: String { "http://127.0.0.1:\(port)/v1/traces" }
    var received: [Delivery] { deliveries.list.withLock { $0 } }

    init(_ behaviour: Behaviour) async throws {
        let deliveries = Deliveries()
        self.deliveries = deliveries
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(Handler(behaviour, deliveries))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func close() async { try? await channel.close().get() }

    private final class Deliveries: Sendable {
        let list = Mutex<[Delivery]>([])
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let behaviour: Behaviour
        private let deliveries: Deliveries
        private var current: Delivery?

        init(_ behaviour: Behaviour, _ deliveries: Deliveries) {
            self.behaviour = behaviour
            self.deliveries = deliveries
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): current = Delivery(head: head)
            case .body(let buffer): current?.body += buffer.readableBytesView
            case .end:
                if let current { deliveries.list.withLock { $0.append(current) } }
                answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            switch behaviour {
            case .hang: break
            case .hangUp: context.close(promise: nil)
            case .answer(let status, var headers, let body):
                headers.replaceOrAdd(name: "content-length", value: "\(body.count)")
                let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
