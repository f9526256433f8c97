import ArgumentParser
import Foundation
import ToolRouter

/// `toolrouter-bench policies`: what the decisions of the policies cost.
struct PoliciesBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies",
        abstract: "Times the decisions of the breaker, the rate limiter and the answer cache.",
        discussion: """
            Each figure is the mean of a long loop, and of several loops the fastest. Keys are asked in random order, so \
            that the figures include the memory that a million callers take.
            """)

    @Option(help: "How many callers the rate limiter holds.")
    var keys = 1_000_000

    @Option(help: "How many answers the cache holds.")
    var answers = 10_000

    func run() async throws {
        BreakerBench.run()
        RateLimiterBench.run(keys: keys)
        MemoryBench.run(bytes: RateLimiter.memoryBound(keys: keys))
        await AnswerCacheBench.run(answers: answers)
    }

    func validate() throws {
        guard keys > 0, answers > 0 else { throw ValidationError("--keys and --answers are at least 1") }
    }
}

/// Numbers that look random and are the same each time: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// What one read of memory costs on this machine, at places that depend on the read before: the least that any decision
/// on one of a million callers can cost.
enum MemoryBench {
    static func run(bytes: Int) {
        // One cycle through all places, in random order (Sattolo, 1986).
        var next = Array(0..<max(2, bytes / MemoryLayout<Int>.stride))
        var generator = SplitMix64(state: 5)
        for place in stride(from: next.count - 1, to: 0, by: -1) {
            next.swapAt(place, Int(generator.next() % UInt64(place)))
        }
        var place = 0
        let time = Stopwatch.nanoseconds(1_000_000, runs: 3) { _ in
            place = next[place]
            return place >= 0
        }
        figure("memory, one read at random of \(bytes / 1_000_000) MB", time, "ns")
    }
}
