import Synchronization

/// Commands to one Redis, over a few connections that many callers share. It connects by itself and again when a
/// connection is lost; meanwhile commands fail at once. `close()` ends it, and so does its last owner's leaving.
package final class RedisClient: RedisCommanding {
    private let lanes: [RedisLane]
    private let turn = Atomic(0)

    /// Starts to connect, and does not wait for it.
    ///
    /// - Parameter notice: is told on the threads of the client when connections come and go, one notice at a time, in
    ///   order. It must not wait.
    package init(_ settings: RedisClientSettings, notice: @escaping @Sendable (RedisNotice) -> Void) {
        settings.check()
        let board = RedisNoticeBoard(notice)
        lanes = (1...settings.connections).map { RedisLane(settings, board, name: "redis-\($0)") }
    }

    deinit {
        close()
    }

    package func send(_ commands: [RedisCommand]) async -> Result<[RedisReply], RedisFailure> {
        guard !commands.isEmpty else { return .success([]) }
        let call = RedisCall(commands)
        let lane = next()
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { caller in
                if call.begin(caller) {
                    lane.send(call)
                } else {
                    lane.count(cancelled: call)
                    caller.resume(returning: .failure(.cancelled))
                }
            }
        } onCancel: {
            lane.end(call, .cancelled)
        }
    }

    /// Ends connections and threads. Commands that were sent fail as lost, others as disconnected, now and later. Does
    /// nothing the second time.
    package func close() {
        for lane in lanes { lane.close() }
    }

    /// What it did until now.
    package var tally: RedisTally {
        lanes.reduce(RedisTally()) { $0 + $1.tally }
    }

    /// The lanes in turn, those without a connection only when none has one.
    private func next() -> RedisLane {
        guard lanes.count > 1 else { return lanes[0] }
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        let lane = lanes[Int(UInt(bitPattern: turn) % UInt(lanes.count))]
        if lane.isOpen { return lane }
        return lanes.first(where: \.isOpen) ?? lane
    }
}
