/// Calls that ended together: they are put down with one lock, and only then are the callers told, so that whoever has
/// been told finds himself counted.
struct RedisOutcomes: ~Copyable {
    /// The commands that wait no more, and their bytes.
    private(set) var commands = 0
    private(set) var bytes = 0
    /// The commands whose reply reaches the caller.
    private(set) var replies = 0
    private(set) var failures: [RedisFailure: Int] = [:]
    private var told: [(caller: RedisCall.Caller, outcome: RedisCall.Outcome)] = []

    var isEmpty: Bool { commands == 0 }

    /// All replies of a call are there.
    mutating func complete(_ entry: RedisCallLine.Entry) {
        leave(entry)
        guard let caller = entry.call.claim() else { return }
        replies += entry.call.commands.count
        told.append((caller, .success(entry.replies)))
    }

    /// There will be no reply.
    mutating func fail(_ entry: RedisCallLine.Entry, _ failure: RedisFailure) {
        leave(entry)
        guard let caller = entry.call.claim() else { return }
        failures[failure, default: 0] += entry.call.commands.count
        told.append((caller, .failure(failure)))
    }

    /// A call whose caller left before it was sent.
    mutating func leave(_ entry: RedisCallLine.Entry) {
        commands += entry.call.commands.count
        bytes += entry.bytes
    }

    /// Tells the callers and starts anew.
    mutating func tell() {
        for (caller, outcome) in told { caller.resume(returning: outcome) }
        told.removeAll(keepingCapacity: true)
        (commands, bytes, replies) = (0, 0, 0)
        if !failures.isEmpty { failures.removeAll() }
    }
}
