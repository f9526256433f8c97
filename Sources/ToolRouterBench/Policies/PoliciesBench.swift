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
