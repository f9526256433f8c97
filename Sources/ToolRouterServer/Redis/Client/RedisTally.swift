/// What a client did until now. When none waits, `commands` is `replies` and all `failures` together.
package struct RedisTally: Hashable, Sendable {
    /// The commands that were handed to it.
    package var commands = 0
    /// Those whose reply reached the caller, errors of the server among them.
    package var replies = 0
    /// Those whose caller was told a failure.
    package var failures: [RedisFailure: Int] = [:]
    /// The connections that were made and served commands.
    package var connects = 0
    /// Those of them that ended.
    package var disconnects = 0
    /// The commands whose reply has not come; those that were cancelled stay among them until it has.
    package var waiting = 0
    /// Whether there is a connection.
    package var isConnected = false

    /// All failures together.
    package var failed: Int { failures.values.reduce(0, +) }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.commands += right.commands
        sum.replies += right.replies
        sum.failures.merge(right.failures, uniquingKeysWith: +)
        sum.connects += right.connects
        sum.disconnects += right.disconnects
        sum.waiting += right.waiting
        sum.isConnected = left.isConnected || right.isConnected
        return sum
    }
}
