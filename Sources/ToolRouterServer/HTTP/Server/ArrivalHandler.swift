import NIOCore

/// Stands before the parser: says when the first bytes of a request come, and throws away what comes after the last word.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: HTTPConnection
    private var context: ChannelHandlerContext?

    init(_ connection: HTTPConnection) {
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if connection.takesBytes() { context.fireChannelRead(data) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { connection.clientHasFinished() }
        context.fireUserInboundEventTriggered(event)
    }

    /// Sends an answer that no request was read for, past the handlers that count them.
    func send(_ bytes: ByteBuffer, then done: EventLoopPromise<Void>) {
        guard let context else { return done.fail(ChannelError.ioOnClosedChannel) }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: done)
    }
}
