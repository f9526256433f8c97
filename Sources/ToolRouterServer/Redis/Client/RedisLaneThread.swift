import Glibc

/// What the thread of a lane does: it connects, serves, and after a while connects again.
struct RedisLaneThread {
    private let settings: RedisClientSettings
    private let lane: RedisLane
    private let board: RedisNoticeBoard
    private var backOff: RedisBackOff

    init(_ settings: RedisClientSettings, _ lane: RedisLane, _ board: RedisNoticeBoard) {
        self.settings = settings
        self.lane = lane
        self.board = board
        backOff = RedisBackOff(settings.backOff)
    }

    mutating func run() {
        Self.ignoreBrokenPipes()
        while !lane.isClosed {
            switch RedisConnect(settings, lane).run() {
            case .success(let connection): serve(connection)
            case .failure(let refusal):
                var outcomes = RedisOutcomes()
                lane.down(&outcomes)
                if !lane.isClosed { board.failed(refusal.notice) }
            }
            pause(backOff.pause())
        }
    }

    private mutating func serve(_ connection: consuming RedisConnection) {
        let start = MonotonicMoment.now
        let isOpen = lane.open()
        if isOpen { board.connected() }
        var session = RedisSession(lane, connection, timeout: settings.commandTimeout)
        let reason = isOpen ? session.run() : nil
        lane.forgetSocket()
        session.end()
        backOff.served(for: MonotonicMoment.now.nanoseconds - start.nanoseconds)
        if isOpen { board.lost(lane.isClosed ? nil : reason) }
    }

    /// Waits, unless the lane is closed.
    private func pause(_ nanoseconds: Int64) {
        let end = MonotonicMoment.now + nanoseconds
        while case let now = MonotonicMoment.now, now < end, !lane.isClosed {
            _ = lane.wait(until: end, from: now, for: 0, of: -1)
        }
    }

    /// hiredis writes with write(2), which raises a signal where the other side is gone; the error it returns is enough.
    private static func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
