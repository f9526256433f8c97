/// What the callers of a lane and its thread share. It decides; the lane acts.
struct RedisLaneState {
    enum Phase {
        /// The first connect has not ended yet: commands wait for it.
        case starting
        case open
        case down
        case closed
    }

    /// What becomes of commands that are handed over.
    enum Admission {
        /// They wait for the thread, which has to be woken or is awake.
        case queued(wakes: Bool)
        /// They wait for the first connection.
        case beforeConnection
        case refused(RedisFailure)
    }

    private let mostCommands: Int
    private let mostBytes: Int
    private(set) var phase = Phase.starting
    private(set) var tally = RedisTally()
    private var bytes = 0
    private var line = RedisCallLine()
    private var isAsleep = false
    /// The socket, while there is one that may be shut down.
    var socket: Int32?

    init(_ settings: RedisClientSettings) {
        mostCommands = settings.waiting
        mostBytes = settings.waitingBytes
    }

    /// Takes the commands of a call.
    mutating func admit(_ call: RedisCall, bytes new: Int, at now: MonotonicMoment) -> Admission {
        let count = call.commands.count
        tally.commands += count
        guard phase == .open || phase == .starting else { return .refused(.disconnected) }
        guard tally.waiting + count <= mostCommands, bytes + new <= mostBytes else { return .refused(.overloaded) }
        tally.waiting += count
        bytes += new
        line.append(RedisCallLine.Entry(call: call, since: now, bytes: new))
        guard phase == .open else { return .beforeConnection }
        defer { isAsleep = false }
        return .queued(wakes: isAsleep)
    }

    /// Gives the thread all that waits, if it is ready for it.
    mutating func collect(_ taken: inout RedisCallLine, isReady: Bool) {
        if isReady && !line.isEmpty { swap(&line, &taken) }
    }

    /// The thread is about to sleep. False when it must not, because more has come that it is ready for.
    mutating func rest(isReady: Bool) -> Bool {
        isAsleep = isReady && line.isEmpty
        return !isReady || isAsleep
    }

    /// There is a connection: the time of those who waited for it starts now. False when the lane was closed meanwhile.
    mutating func open(at now: MonotonicMoment) -> Bool {
        guard phase != .closed else { return false }
        phase = .open
        tally.connects += 1
        tally.isConnected = true
        line.restart(at: now)
        return true
    }

    /// There is no connection (any more). Returns the calls that were not sent.
    mutating func end(_ next: Phase) -> RedisCallLine {
        if tally.isConnected { tally.disconnects += 1 }
        tally.isConnected = false
        if phase != .closed { phase = next }
        defer { line = RedisCallLine() }
        return line
    }

    /// The caller of so many commands was told a failure.
    mutating func failed(_ failure: RedisFailure, _ commands: Int) {
        tally.failures[failure, default: 0] += commands
    }

    /// So many commands were not handed over: their caller was gone.
    mutating func count(cancelled commands: Int) {
        tally.commands += commands
        failed(.cancelled, commands)
    }

    /// Puts down what ended; the thread is awake.
    mutating func record(_ outcomes: borrowing RedisOutcomes) {
        tally.waiting -= outcomes.commands
        bytes -= outcomes.bytes
        tally.replies += outcomes.replies
        for (failure, count) in outcomes.failures { tally.failures[failure, default: 0] += count }
        isAsleep = false
    }
}
