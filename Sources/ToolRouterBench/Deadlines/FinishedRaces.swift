import ToolRouter
import ToolRouterServer

/// What a race costs that ends long before its deadline, as nearly all do, and what it leaves behind.
enum FinishedRaces {
    private static let patience = Duration.seconds(30)

    static func run(races: Int) async {
        let scheduler = LiveScheduler()
        let time = await Stopwatch.nanoseconds(20_000) { _ in await hasFinished(on: scheduler) }
        figure("a race that ends at once", time, "ns")

        let before = ResidentMemory.bytes
        for _ in 0..<races {
            guard await hasFinished(on: scheduler) else {
                preconditionFailure("a race did not end before its deadline")
            }
        }
        let growth = Double(ResidentMemory.bytes - before) / 1_000
        figure("memory grown over \(races) races that end 30 s before their deadlines", growth, "kB")
    }

    private static func hasFinished(on scheduler: LiveScheduler) async -> Bool {
        guard case .finished = await scheduler.run(by: scheduler.now + patience, late: { _ in }, {}) else {
            return false
        }
        return true
    }
}
