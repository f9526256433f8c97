import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterSimulation

/// Lets the recorded requests arrive at their virtual moments, each as a task of its own.
///
/// Confined to the simulation's thread: everything here runs on it, one job at a time.
final class Feed: @unchecked Sendable {
    private let requests: any RequestSource
    private let scheduler: SimulatedScheduler
    private let router: Router
    private let episodes: Episodes
    private let order: RecordedOrder
    private let tape: ReplayTape
    private let interruption: Interruption
    private let watch: RunWatch
    private var failure: (any Error)?
    /// Whether an interruption, or a statement that had to be stopped, came before the last request.
    private(set) var isCutShort = false

    init(
        requests: any RequestSource, scheduler: SimulatedScheduler, router: Router, episodes: Episodes,
        order: RecordedOrder, tape: ReplayTape,
        interruption: Interruption, watch: RunWatch
    ) {
        self.interruption = interruption
        self.watch = watch
        self.requests = requests
        self.scheduler = scheduler
        self.router = router
        self.episodes = episodes
        self.order = order
        self.tape = tape
    }

    /// Replays to the end, or until an interruption, a broken tape or a statement that had to be stopped, after which requests under way still end.
    ///
    /// - Throws: what reading the recordings threw, as soon as requests under way have ended.
    func run() throws {
        try scheduler.run { [self] in
            do {
                while !isCutShort, let arrivals = try requests.next() {
                    for arrival in arrivals {
                        isCutShort = interruption.isRaised || tape.isBroken || watch.cause != nil
                        if isCutShort { break }
                        await scheduler.pause(until: arrival.at)
                        ask(arrival)
                    }
                }
            } catch {
                failure = error
            }
        }
        // Nothing more can happen: what has not ended by now never will.
        try scheduler.run { [router] in await router.writeOffAbandonedCalls() }
        if let failure { throw failure }
    }

    private func ask(_ arrival: Traffic.Arrival) {
        let located = arrival.located
        let request = Request(located.exchange)
        episodes.begin(located)
        if !located.exchange.decisions.isEmpty { order.begin() }
        tape.put(
            .asked(
                request, at: arrival.at, expected: located.exchange.expected, answered: located.exchange.answered,
                holds: located.exchange.content))
        requests.arrived(request.id)
        let task = scheduler.start { [self, at = arrival.at] in
            await ReplayedRequest(request, at: at, recorded: located.exchange).bind { _ = await router.answer(request) }
            let (miss, isUnused) = episodes.end(request.id)
            tape.put(.ended(request.id, miss: miss, isUnused: isUnused))
        }
        if let patience = located.exchange.hangsUpAfter {
            scheduler.spawn { [scheduler] in
                try? await scheduler.sleep(until: arrival.at + patience)
                task.cancel()
            }
        }
    }
}
