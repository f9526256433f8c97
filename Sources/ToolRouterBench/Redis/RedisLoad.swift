import ToolRouterServer

/// Callers who get a value, each one time after the other.
struct RedisLoad: Sendable {
    let client: RedisClient
    let key: String

    func run(callers: Int, each: Int) async -> CallerTimes {
        let command = RedisCommand(["GET", key])
        return await CallerTimes.measure(callers: callers, each: each) { _, _ in
            let result = await client.send([command])
            guard case .success(let replies) = result, case .bytes = replies.first else {
                preconditionFailure("\(result)")
            }
        }
    }
}
