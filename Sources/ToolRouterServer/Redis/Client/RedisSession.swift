import Glibc
import ToolRouter

/// The life of one connection: commands go out as they come, replies come in as they are ready, and the first that takes
/// too long ends it. A timed-out connection is never used again: its late replies would answer the next commands.
struct RedisSession: ~Copyable {
    /// The bytes that are put together before they are written.
    private static let batch = 256 << 10
    /// The most chunks of replies before the deadlines are looked at.
    private static let chunks = 16

    private let lane: RedisLane
    private let connection: RedisConnection
    private let timeout: Int64
    private var unsent = RedisCallLine()
    private var inFlight = RedisCallLine()
    private var outcomes = RedisOutcomes()

    init(_ lane: RedisLane, _ connection: RedisConnection, timeout: Duration) {
        self.lane = lane
        self.connection = connection
        self.timeout = timeout.wholeNanoseconds
    }

    /// Serves until the connection ends, and says why; nil when the lane was closed.
    mutating func run() -> RedisNotice.Reason? {
        while lane.collect(&unsent, isReady: unsent.isEmpty && connection.isWritten) {
            if let reason = write() { return reason }
            let now = MonotonicMoment.now
            let deadline = inFlight.isEmpty ? nil : inFlight.first.since + timeout
            let events = connection.isWritten ? POLLIN : POLLIN | POLLOUT
            let mayRest = lane.rest(isReady: unsent.isEmpty && connection.isWritten)
            // Where more is to be written, and the socket takes it, nobody waits.
            let wakes = !mayRest || connection.isWritten && !unsent.isEmpty ? now : deadline
            let ready = lane.wait(until: wakes, from: now, for: events, of: connection.socket)
            if ready & ~Int16(POLLOUT) != 0 {
                let reason = read()
                lane.publish(&outcomes)
                if let reason { return reason }
            }
            if !inFlight.isEmpty, MonotonicMoment.now >= inFlight.first.since + timeout { return .timedOut }
        }
        return nil
    }

    /// Appends what is unsent, up to a batch, and writes what the socket takes.
    private mutating func write() -> RedisNotice.Reason? {
        var bytes = 0
        let late = MonotonicMoment(nanoseconds: MonotonicMoment.now.nanoseconds - timeout)
        while connection.isWritten || bytes > 0, bytes < Self.batch, let entry = unsent.popFirst() {
            guard !entry.call.isEnded else {
                outcomes.leave(entry)
                continue
            }
            // Its reply would come too late, and end the connection for those who still have time.
            guard entry.since > late else {
                outcomes.fail(entry, .timedOut)
                continue
            }
            inFlight.append(entry)
            for command in entry.call.commands {
                if let reason = connection.append(command, bytes: command.bytes) { return reason }
            }
            bytes += entry.bytes
        }
        lane.publish(&outcomes)
        return connection.write()
    }

    /// Reads what is there, and matches replies with commands: they come in the same order.
    private mutating func read() -> RedisNotice.Reason? {
        for _ in 0..<Self.chunks {
            let mayBeMore: Bool
            switch connection.read() {
            case .failure(let reason): return reason
            case .success(let more): mayBeMore = more
            }
            while true {
                switch connection.reply() {
                case .failure(let reason): return reason
                case .success(nil): break
                case .success(let reply?):
                    guard take(reply) else { return .unreadable }
                    continue
                }
                break
            }
            guard mayBeMore else { break }
        }
        return nil
    }

    /// False when nobody asked for it.
    private mutating func take(_ reply: RedisReply) -> Bool {
        guard !inFlight.isEmpty else { return false }
        inFlight.first.replies.append(reply)
        if inFlight.first.replies.count == inFlight.first.call.commands.count, let entry = inFlight.popFirst() {
            outcomes.complete(entry)
        }
        return true
    }

    /// Tells everybody who still waits, after the connection has ended.
    consuming func end() {
        let late = MonotonicMoment(nanoseconds: MonotonicMoment.now.nanoseconds - timeout)
        while let entry = inFlight.popFirst() { outcomes.fail(entry, entry.since <= late ? .timedOut : .lost) }
        while let entry = unsent.popFirst() { outcomes.fail(entry, .disconnected) }
        lane.down(&outcomes)
    }
}
