/// How long calls took that many callers made, each one after the other.
struct CallerTimes {
    /// Each of them, in microseconds, sorted.
    let sorted: [Double]
    /// All of them together.
    let seconds: Double

    /// Has so many callers make `each` calls.
    ///
    /// - Parameter call: makes the call of that number, of the caller of that number.
    static func measure(
        callers: Int, each: Int, _ call: @escaping @Sendable (_ caller: Int, _ number: Int) async -> Void
    ) async -> CallerTimes {
        let start = ContinuousClock.now
        let times = await withTaskGroup(of: [Double].self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var times: [Double] = []
                    times.reserveCapacity(each)
                    for number in 0..<each {
                        let begin = ContinuousClock.now
                        await call(caller, number)
                        times.append((ContinuousClock.now - begin) / .microseconds(1))
                    }
                    return times
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return CallerTimes(sorted: times.sorted(), seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// What that share of the calls took at most.
    func at(_ share: Double) -> Double {
        sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
