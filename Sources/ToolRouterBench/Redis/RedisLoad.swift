import ToolRouterServer

/// Callers who get a value, each one time after the other.
struct RedisLoad: Sendable {
    let client: RedisClient
    let key: String

    /// How long commands took.
    struct Times {
        /// Each of them, in microseconds, sorted.
        var sorted: [Double]
        /// All of them together.
        var seconds: Double

        func at(_ share: Double) -> Double {
            sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
    }

    func run(callers: Int, each: Int) async -> Times {
        let command = RedisCommand(["GET", key])
        let start = ContinuousClock.now
        let times = await withTaskGroup(of: [Double].self) { group in
            for _ in 0..<callers {
                group.addTask {
                    var times: [Double] = []
                    times.reserveCapacity(each)
                    for _ in 0..<each {
                        let begin = ContinuousClock.now
                        let result = await client.send([command])
                        guard case .success(let replies) = result, case .bytes = replies.first else {
                            preconditionFailure("\(result)")
                        }
                        times.append((ContinuousClock.now - begin) / .microseconds(1))
                    }
                    return times
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return Times(sorted: times.sorted(), seconds: (ContinuousClock.now - start) / .seconds(1))
    }
}
