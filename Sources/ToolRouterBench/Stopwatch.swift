import Foundation

/// Times short operations.
enum Stopwatch {
    /// The nanoseconds that one of `count` operations takes: of several runs the fastest, since others on the machine can
    /// only slow it down. Each of them says whether it went as expected, and all must have: what nobody looks at might
    /// not be computed at all.
    static func nanoseconds(_ count: Int, runs: Int = 7, _ operation: (Int) -> Bool) -> Double {
        let clock = ContinuousClock()
        let times = (0..<runs).map { run in
            let start = clock.now
            var asExpected = 0
            for number in run * count..<(run + 1) * count where operation(number) { asExpected += 1 }
            let time = clock.now - start
            require(asExpected, of: count)
            return time
        }
        return times.min()! / .nanoseconds(1) / Double(count)
    }

    /// The same of operations that may wait.
    static func nanoseconds(_ count: Int, runs: Int = 7, _ operation: (Int) async -> Bool) async -> Double {
        let clock = ContinuousClock()
        var times: [Duration] = []
        for run in 0..<runs {
            let start = clock.now
            var asExpected = 0
            for number in run * count..<(run + 1) * count where await operation(number) { asExpected += 1 }
            times.append(clock.now - start)
            require(asExpected, of: count)
        }
        return times.min()! / .nanoseconds(1) / Double(count)
    }

    private static func require(_ asExpected: Int, of count: Int) {
        precondition(asExpected == count, "\(count - asExpected) of \(count) operations did not go as expected")
    }
}

/// A figure, as a line of output.
func figure(_ name: String, _ figure: Double, digits: Int = 0, _ unit: String) {
    print("\(name): \(String(format: "%.\(digits)f", figure)) \(unit)")
}
