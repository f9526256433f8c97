import Logging
import NIOCore
import NIOHTTP1
import ToolRouter

/// One connection: gathers a request within the limits, has the responder answer it, writes the answer, and so on, one at a
/// time; what a client sends ahead waits in the handler before this one.
///
/// A client that is gone is one whose connection is closed or reset. One that has only closed its own side may be either gone
/// or waiting: the kernel of a client that is gone answers the next bytes with a reset, so it is sent an interim answer
/// (`100 Continue`, which every client of HTTP/1.1 must pass over; RFC 9110, section 15.2), and waiting clients get theirs.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a client may take to read the last word and close its side.
    static let lingeringTime = Duration.seconds(2)

    private enum State {
        /// Nothing of a request is there.
        case idle
        /// Its first bytes are.
        case arriving
        /// Its head is, and a part of its body.
        case gathering(RequestHead, ByteBuffer?)
        /// All of it is; it begins as soon as there is room for its answer.
        case waiting(RequestHead, ByteBuffer)
        /// The responder is at it.
        case answering(RequestHead)
        /// The last word is said; what still comes is thrown away.
        case lingering
        case closed
    }

    private let service: HTTPServing
    private let serving: ServingLoop
    private let peer: String
    private let isSurplus: Bool
    private let isEncrypted: Bool
    private var state = State.idle
    private var context: ChannelHandlerContext?
    private weak var arrival: ArrivalHandler?
    /// When the present state has lasted too long.
    private var deadline = NIODeadline.distantFuture
    /// The responder's task.
    private var task: Task<Void, Never>?
    /// An answer that has not been written.
    private var reply: HTTPReply?
    private var isPumping = false
    private var needsFlush = false
    private var isReading = false
    private var isInputClosed = false
    /// Whether the last word has left.
    private var isOutputClosed = false
    private var requests = 0
    /// What the client had not read when it was last looked at, and since when; nil where there is nothing.
    private var unread: (bytes: Int, since: NIODeadline)?
    private var mayBeUnread = false

    init(_ service: HTTPServing, on serving: ServingLoop, peer: String, isSurplus: Bool) {
        self.service = service
        self.serving = serving
        self.peer = peer
        self.isSurplus = isSurplus
        isEncrypted = service.isEncrypted
    }

    private var limits: HTTPLimits { service.limits }

    /// The handlers of a connection, this one the last.
    func install(in pipeline: ChannelPipeline.SynchronousOperations) throws {
        var lengths = NIOHTTPDecoderLimitConfiguration()
        lengths.maxHeaderFieldSize = limits.headerBytes
        lengths.maxHeaderListSize = limits.headerBytes
        lengths.maxHeaderFieldCount = HTTPLimits.headerFields
        let arrival = ArrivalHandler(self)
        self.arrival = arrival
        try pipeline.addHandlers([
            arrival, HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: lengths)),
            HTTPServerPipelineHandler(), NIOHTTPResponseHeadersValidator(), self,
        ])
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        serving.add(self)
        // A handshake is not seen here.
        wait(isEncrypted ? limits.headerTime : limits.idleTime)
        if context.channel.isActive { begin() }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin()
        context.fireChannelActive()
    }

    private func begin() {
        guard isSurplus, case .idle = state else { return }
        sayUnasked(.tooManyConnections)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
        self.context = nil
    }

    private func leave() {
        if case .closed = state { return }
        if case .answering = state {
            service.census.abandon()
            task?.cancel()
        }
        state = .closed
        task = nil
        reply = nil
        serving.remove(self)
        service.census.leave(peer, isSurplus: isSurplus)
    }

    /// Closes it, whatever it is at.
    func close() {
        context?.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        isInputClosed = true
        switch state {
        case .idle, .arriving: close()
        case .gathering: refuse(.init(HTTPParserError.invalidEOFState, limits))
        case .lingering: if isOutputClosed { close() }
        case .answering, .waiting, .closed: break
        }
    }

    /// The client has closed its side; what it sent ahead may still have to be answered. Finds out whether it is gone.
    func clientHasFinished() {
        guard case .answering(let head) = state, !isEncrypted, head.head.version.minor >= 1, let context else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error, state) {
        case (let error as HTTPParserError, .idle), (let error as HTTPParserError, .arriving),
            (let error as HTTPParserError, .gathering):
            refuse(RouterError(error, limits))
        case (is HTTPParserError, _), (is ByteToMessageDecoderError, _): break
        default:
            service.logger.debug("a connection is closed", metadata: ["reason": "\(type(of: error))"])
            close()
        }
    }

    /// Looks whether the client takes too long.
    func check(at now: NIODeadline) {
        checkUnread(at: now)
        guard now >= deadline else { return }
        switch state {
        case .idle, .lingering: close()
        case .arriving: sayUnasked(.tooSlow("the headers", limits.headerTime))
        case .gathering: refuse(.tooSlow("the body", limits.bodyTime))
        case .waiting, .answering, .closed: break
        }
    }

    private func checkUnread(at now: NIODeadline) {
        guard mayBeUnread, let context else { return }
        let bytes = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard bytes > 0 else {
            (mayBeUnread, unread) = (false, nil)
            return
        }
        if let unread, unread.bytes == bytes {
            if now - unread.since >= TimeAmount(limits.writeTime) { close() }
        } else {
            unread = (bytes, now)
        }
    }

    private func wait(_ time: Duration) {
        deadline = .now() + TimeAmount(time)
    }

    // MARK: Requests

    /// Bytes have come; whether anybody reads them.
    func takesBytes() -> Bool {
        switch state {
        case .idle:
            state = .arriving
            wait(limits.headerTime)
            return true
        case .lingering, .closed: return false
        case .arriving, .gathering, .waiting, .answering: return true
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .idle), (.head(let head), .arriving): gather(head)
        case (.body(let bytes), .gathering(let head, let body)):
            // Nobody else holds it while it grows.
            state = .arriving
            gather(bytes, head, body)
        case (.end, .gathering(let head, let body)):
            state = .waiting(head, body ?? ByteBuffer())
            deadline = .distantFuture
            pump()
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        // What is sent ahead is delivered, and read completely, while the answer before it is written.
        if !isPumping { flush() }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { pump() }
        context.fireChannelWritabilityChanged()
    }

    private func gather(_ head: HTTPRequestHead) {
        requests += 1
        do throws(RouterError) {
            let head = try RequestHead(head, limits)
            state = .gathering(head, nil)
            wait(limits.bodyTime)
            if head.expectsContinue, head.contentLength != 0 {
                context?.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
            }
        } catch {
            refuse(error, trace: nil)
        }
    }

    private func gather(_ bytes: ByteBuffer, _ head: RequestHead, _ body: ByteBuffer?) {
        var (bytes, body) = (bytes, body)
        guard (body?.readableBytes ?? 0) + bytes.readableBytes <= limits.bodyBytes else {
            return refuse(.bodyTooLarge(limits), trace: head.trace)
        }
        if body == nil { body = bytes } else { body?.writeBuffer(&bytes) }
        state = .gathering(head, body)
    }

    /// Goes on as far as it can: writes an answer, begins the next request. The handler before this one delivers the next
    /// request while an answer is written, so that many sent ahead would otherwise be as many calls deep.
    private func pump() {
        guard !isPumping else { return }
        isPumping = true
        while true {
            if let ready = reply, case .answering(let head) = state {
                reply = nil
                task = nil
                write(ready, head)
            } else if case .waiting(let head, let body) = state, let context, context.channel.isWritable {
                begin(head, body)
            } else {
                break
            }
        }
        isPumping = false
        // While there is more to read, what is read next may have an answer, too.
        if !isReading { flush() }
    }

    private func begin(_ head: RequestHead, _ body: ByteBuffer) {
        state = .answering(head)
        let (path, query) = head.target
        guard let place = service.census.begin(isAlways: service.responder.isAlwaysAnswered(path)) else {
            let error = RouterError.tooManyRequests(limits)
            service.census.refuse(error.code)
            reply = refusal(error, head.trace)
            return
        }
        let call = HTTPCall(
            id: service.nextID(), method: head.head.method == .HEAD ? .GET : head.head.method, path: path, query: query,
            headers: head.head.headers, body: body, peer: peer, loop: serving.loop)
        let (number, connection) = (requests, NIOLoopBound(self, eventLoop: serving.loop))
        let task = Task.immediate(executorPreference: serving.executor) { [service, serving] in
            let reply = await service.responder.reply(to: call)
            service.census.end(place)
            if serving.loop.inEventLoop {
                connection.value.take(reply, number)
            } else {
                serving.loop.execute { connection.value.take(reply, number) }
            }
        }
        if case .answering = state, reply == nil { self.task = task }
    }

    /// The responder's answer to the request of that number.
    private func take(_ reply: HTTPReply, _ number: Int) {
        guard case .answering = state, number == requests else { return }
        self.reply = reply
        pump()
    }

    // MARK: Answers

    private func write(_ reply: HTTPReply, _ head: RequestHead) {
        guard let context else { return }
        let isLast =
            !head.keepsAlive || isInputClosed || limits.requestsPerConnection.map { requests >= $0 } ?? false
        var answer = HTTPResponseHead(version: .http1_1, status: reply.status, headers: reply.headers)
        answer.headers.add(name: "date", value: serving.date.text)
        answer.headers.add(name: "content-length", value: String(reply.body.readableBytes))
        if isLast {
            answer.headers.add(name: "connection", value: "close")
        } else if head.head.version.minor == 0 {
            answer.headers.add(name: "connection", value: "keep-alive")
        }
        state = isLast ? .lingering : .idle
        // Until all is written, what bounds the time is that the client reads.
        deadline = .distantFuture
        mayBeUnread = true
        needsFlush = true
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        if head.head.method != .HEAD, reply.body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(reply.body))), promise: nil)
        }
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        if isLast { hangUp(after: isWritten) } else { rest(after: isWritten) }
        context.write(wrapOutboundOut(.end(nil)), promise: isWritten)
    }

    /// Waits for the next request from when the answer to the last one has left.
    private func rest(after isWritten: EventLoopPromise<Void>) {
        let (number, connection) = (requests, NIOLoopBound(self, eventLoop: serving.loop))
        isWritten.futureResult.whenComplete { _ in
            let connection = connection.value
            guard case .idle = connection.state, connection.requests == number else { return }
            connection.wait(connection.limits.idleTime)
        }
    }

    private func flush() {
        guard needsFlush, let context else { return }
        needsFlush = false
        context.flush()
    }

    private func refusal(_ error: RouterError, _ trace: TraceContext?) -> HTTPReply {
        let id = service.nextID()
        var reply = HTTPReply(error, of: id, trace: trace)
        reply.headers.add(name: "x-request-id", value: id.text)
        reply.headers.add(name: "cache-control", value: "no-store")
        return reply
    }

    /// Refuses the request that is being read, of which nothing more is.
    private func refuse(_ error: RouterError, trace: TraceContext? = nil) {
        service.census.refuse(error.code)
        guard let context else { return }
        var trace = trace
        if case .gathering(let head, _) = state { trace = head.trace }
        let reply = refusal(error, trace)
        var answer = HTTPResponseHead(version: .http1_1, status: reply.status, headers: reply.headers)
        answer.headers.add(name: "date", value: serving.date.text)
        answer.headers.add(name: "content-length", value: String(reply.body.readableBytes))
        answer.headers.add(name: "connection", value: "close")
        state = .lingering
        deadline = .distantFuture
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        hangUp(after: isWritten)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(reply.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: isWritten)
    }

    /// Says something to a client that has not sent the head of a request.
    private func sayUnasked(_ error: RouterError) {
        service.census.refuse(error.code)
        guard let context, let arrival else { return }
        let reply = refusal(error, nil)
        var bytes = ByteBuffer(string: "HTTP/1.1 \(reply.status.code) \(reply.status.reasonPhrase)\r\n")
        for (name, value) in reply.headers { bytes.writeString("\(name): \(value)\r\n") }
        bytes.writeString("date: \(serving.date.text)\r\ncontent-length: \(reply.body.readableBytes)\r\n")
        bytes.writeString("connection: close\r\n\r\n")
        bytes.writeImmutableBuffer(reply.body)
        state = .lingering
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        // Nothing leaves before a handshake is over, which may never be.
        wait(Self.lingeringTime)
        hangUp(after: isWritten)
        arrival.send(bytes, then: isWritten)
    }

    /// Closes this side once all is sent, and the connection once the client has closed its own: who closes a connection
    /// whose bytes nobody has read takes back what the client has not read.
    private func hangUp(after isWritten: EventLoopPromise<Void>) {
        mayBeUnread = true
        let connection = NIOLoopBound(self, eventLoop: serving.loop)
        isWritten.futureResult.whenComplete { _ in
            let connection = connection.value
            connection.wait(Self.lingeringTime)
            connection.isOutputClosed = true
            if connection.isInputClosed {
                connection.close()
            } else {
                connection.context?.close(mode: .output, promise: nil)
            }
        }
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        self = .nanoseconds(duration.wholeNanoseconds)
    }
}
