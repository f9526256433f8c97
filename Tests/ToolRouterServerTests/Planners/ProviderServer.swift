import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A provider on a free port of this machine that treats each request as it is told, and keeps what it saw.
final class ProviderServer: Sendable {
    /// What is done with a request.
    enum Act: Sendable {
        /// A whole answer.
        case answer(Int, String, [(String, String)] = [("content-type", "application/json")])
        /// The same, in pieces, each of which is sent when the test lets it.
        case pieces([String], Gate)
        /// The head, when the test lets it, and then a whole answer.
        case late(Gate, String)
        /// Nothing ever.
        case hang
        /// The head and a part of the body that it announces, and then nothing.
        case stall(String)
        /// The same, and then the end of the connection.
        case cutOff(String)
        /// The end of the connection, without a word.
        case hangUp
        /// The same, as a crash ends it.
        case reset
    }

    /// What came.
    struct Arrival: Sendable {
        let head: HTTPRequestHead
        let body: String
        /// Which connection it came over, from 1.
        let connection: Int
        /// Which request on that connection it is, from 1.
        let place: Int
    }

    /// What can be waited for.
    private enum Happening {
        case arrival, closing
    }

    private struct State {
        var arrivals: [Arrival] = []
        var connections = 0
        var closed = 0
        var waiting: [(count: Int, of: Happening, waiter: CheckedContinuation<Void, Never>)] = []

        func count(_ what: Happening) -> Int {
            switch what {
            case .arrival: arrivals.count
            case .closing: closed
            }
        }

        /// Those whose wait is over.
        mutating func due() -> [CheckedContinuation<Void, Never>] {
            let due = waiting.filter { count($0.of) >= $0.count }
            waiting = waiting.filter { count($0.of) < $0.count }
            return due.map(\.waiter)
        }
    }

    private final class Log: Sendable {
        let state = Mutex(State())

        func note<Result: Sendable>(_ change: (inout State) -> Result) -> Result {
            let (result, due) = state.withLock { state in
                let result = change(&state)
                return (result, state.due())
            }
            for waiter in due { waiter.resume() }
            return result
        }
    }

    private let channel: any Channel
    private let log: Log

    let port: Int
    var url: String { "http://127.0.0.1:\(port)/v1" }
    var arrivals: [Arrival] { log.state.withLock { $0.arrivals } }
    /// How many connections were made so far.
    var connections: Int { log.state.withLock { $0.connections } }

    /// - Parameter script: what is done with a request, by how many came before it, and its place on its connection.
    init(_ script: @escaping @Sendable (_ number: Int, _ place: Int) -> Act) async throws {
        let log = Log()
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(Handler(script, log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    /// One that does the same with each.
    convenience init(_ act: Act) async throws {
        try await self.init { _, _ in act }
    }

    /// Waits until so many requests have come.
    func received(_ count: Int) async { await wait(count, .arrival) }

    /// Waits until so many connections have been closed.
    func closed(_ count: Int) async { await wait(count, .closing) }

    private func wait(_ count: Int, _ what: Happening) async {
        await withCheckedContinuation { waiter in
            log.note { $0.waiting.append((count, what, waiter)) }
        }
    }

    func close() async { try? await channel.close().get() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let script: @Sendable (Int, Int) -> Act
        private let log: Log
        private var connection = 0
        private var place = 0
        private var head: HTTPRequestHead?
        private var body = ""

        init(_ script: @escaping @Sendable (Int, Int) -> Act, _ log: Log) {
            self.script = script
            self.log = log
        }

        func channelActive(context: ChannelHandlerContext) {
            connection = log.note { state in
                state.connections += 1
                return state.connections
            }
        }

        func channelInactive(context: ChannelHandlerContext) { log.note { $0.closed += 1 } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ""
            case .body(let buffer): body += String(buffer: buffer)
            case .end:
                guard let head else { return }
                place += 1
                let arrival = Arrival(head: head, body: body, connection: connection, place: place)
                let number = log.note { state in
                    state.arrivals.append(arrival)
                    return state.arrivals.count - 1
                }
                perform(script(number, place), Writer(channel: context.channel))
            }
        }

        private func perform(_ act: Act, _ writer: Writer) {
            switch act {
            case .answer(let status, let body, let headers):
                writer.head(status, headers, length: body.utf8.count)
                writer.body(body)
                writer.end()
            case .pieces(let pieces, let gate):
                writer.head(200, [("content-type", "application/json")], length: pieces.joined().utf8.count)
                Task {
                    for piece in pieces {
                        await gate.pass()
                        writer.body(piece)
                    }
                    writer.end()
                }
            case .late(let gate, let body):
                Task {
                    await gate.pass()
                    writer.head(200, [("content-type", "application/json")], length: body.utf8.count)
                    writer.body(body)
                    writer.end()
                }
            case .hang: break
            case .stall(let part):
                writer.head(200, [("content-type", "application/json")], length: part.utf8.count + 100)
                writer.body(part)
            case .cutOff(let part):
                writer.head(200, [("content-type", "application/json")], length: part.utf8.count + 100)
                writer.body(part)
                writer.channel.close(promise: nil)
            case .hangUp: writer.channel.close(promise: nil)
            case .reset:
                // A linger of nothing makes the end a reset.
                guard let options = writer.channel as? any SocketOptionProvider else { return }
                options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
                    writer.channel.close(promise: nil)
                }
            }
        }
    }

    private struct Writer: Sendable {
        let channel: any Channel

        func head(_ status: Int, _ headers: [(String, String)], length: Int) {
            var fields = HTTPHeaders(headers)
            fields.replaceOrAdd(name: "content-length", value: "\(length)")
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
            channel.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil)
        }

        func body(_ text: String) {
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
        }

        func end() { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }
    }
}

/// Lets one through for each time that it is opened.
final class Gate: Sendable {
    private struct State {
        var open = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.open += 1
            return nil
        }
        waiter?.resume()
    }

    func pass() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if state.open > 0 {
                    state.open -= 1
                    return true
                }
                state.waiting.append(waiter)
                return false
            }
            if isOpen { waiter.resume() }
        }
    }
}
