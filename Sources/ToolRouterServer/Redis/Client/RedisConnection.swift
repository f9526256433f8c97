import CHiredis
import Glibc

/// One connection, from hiredis's point of view: bytes out, replies in, never waiting. It belongs to one thread. After a
/// failure it is of no use any more.
final class RedisConnection {
    typealias Failure = RedisNotice.Reason

    /// What hiredis reads at once.
    private static let chunk = 16 << 10

    private let context: UnsafeMutablePointer<redisContext>
    private let arguments = RedisArguments()
    private let bound: RedisReplyBound
    private let replyBytes: Int
    /// The bytes that came since the last reply was complete.
    private var unfinished = 0
    /// Whether all that was appended has been written.
    private(set) var isWritten = true
    /// Whether something came behind the last reply that was taken.
    var hasRest: Bool { unfinished > 0 }

    /// Takes `context` over, whose socket does not block.
    init(_ context: UnsafeMutablePointer<redisContext>, replyBytes: Int) {
        self.context = context
        self.replyBytes = replyBytes
        bound = RedisReplyBound(of: context.pointee.reader)
    }

    deinit {
        redisFree(context)
    }

    var socket: Int32 { context.pointee.fd }

    /// Puts a command, of so many bytes, behind those that are to be written.
    func append(_ command: RedisCommand, bytes: Int) -> Failure? {
        isWritten = false
        return arguments.append(command, bytes: bytes, to: context) ? nil : .exhausted
    }

    /// Writes what the socket takes.
    func write() -> Failure? {
        guard !isWritten else { return nil }
        var done: Int32 = 0
        guard redisBufferWrite(context, &done) == REDIS_OK else { return failure }
        isWritten = done != 0
        return nil
    }

    /// Reads what is there, up to a chunk. Returns whether there may be more.
    func read() -> Result<Bool, Failure> {
        let before = context.pointee.reader.pointee.len
        guard redisBufferRead(context) == REDIS_OK else { return .failure(failure) }
        let read = context.pointee.reader.pointee.len - before
        unfinished += read
        return .success(read == Self.chunk)
    }

    /// The next reply, or nil when it is not complete yet.
    func reply() -> Result<RedisReply?, Failure> {
        let reader = context.pointee.reader!
        var reply: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &reply) == REDIS_OK else {
            return .failure(reader.pointee.err == REDIS_ERR_OOM ? .tooLong : .unreadable)
        }
        guard let reply else { return unfinished > replyBytes ? .failure(.tooLong) : .success(nil) }
        defer { freeReplyObject(reply) }
        let rest = reader.pointee.len - reader.pointee.pos
        guard unfinished - rest <= replyBytes else { return .failure(.tooLong) }
        unfinished = rest
        bound.renew()
        guard let copy = RedisReply(copying: reply.assumingMemoryBound(to: redisReply.self)) else {
            return .failure(.unreadable)
        }
        return .success(copy)
    }

    private var failure: Failure {
        switch context.pointee.err {
        case REDIS_ERR_PROTOCOL: .unreadable
        case REDIS_ERR_OOM: .exhausted
        default: .closed
        }
    }
}

extension RedisNotice.Reason: Error {}
