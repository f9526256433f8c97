import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterServer

/// `toolrouter-bench deadlines`: how punctual answers are when the planner hangs forever, and what that leaves behind.
struct DeadlinesBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlines",
        abstract: "Asks a planner that hangs forever and ignores its cancellation.",
        discussion: """
            Each request has a deadline of 150 ms on the real clock. The first 64 are answered at their deadlines and leave \
            a call behind; then attempts are refused, and memory must not grow any more.
            """)

    @Option(help: "How many requests to make after the first 64.")
    var requests = 100_000

    @Option(help: "How many races end before their deadlines.")
    var races = 500_000

    func run() async throws {
        let scheduler = LiveScheduler()
        let deadline = Duration.milliseconds(150)
        let router = HangingPlanner.router(scheduler, deadline: deadline)
        var lateness: [Duration] = []
        for number in 0..<64 {
            let start = scheduler.now
            let answer = await router.answer(Self.request(number))
            lateness.append(scheduler.now - start - deadline)
            try Self.require(.deadlineExceeded, answer)
        }
        lateness.sort()
        figure("answer after its deadline, median", lateness[32] / .microseconds(1), "µs")
        figure("answer after its deadline, latest of 64", lateness[63] / .microseconds(1), "µs")

        // The first thousand fill what is filled once.
        for number in 64..<1_064 { try Self.require(.plannerStuck, await router.answer(Self.request(number))) }
        let before = ResidentMemory.bytes
        for number in 1_064..<1_064 + requests {
            try Self.require(.plannerStuck, await router.answer(Self.request(number)))
        }
        let growth = Double(ResidentMemory.bytes - before) / 1_000
        figure("memory grown over \(requests) more requests", growth, "kB")
        await FinishedRaces.run(races: races)
    }

    private static func request(_ number: Int) -> Request {
        Request(id: RequestID("r-\(number)"), caller: Caller(tenant: "t"), question: "question \(number)")
    }

    private static func require(_ code: ErrorCode, _ answer: Answer) throws {
        guard answer.outcome.error?.code == code else { throw ValidationError("\(answer.outcome), expected \(code)") }
    }
}

/// The memory this process has now.
enum ResidentMemory {
    /// Bytes, whole pages: the second number of /proc/self/statm (proc(5)).
    static var bytes: Int {
        let numbers = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        guard numbers.count > 1, let pages = Int(numbers[1]) else {
            preconditionFailure("/proc/self/statm can't be read")
        }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
