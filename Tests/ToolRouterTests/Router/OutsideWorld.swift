import RouterTesting
import Synchronization
import Testing
import ToolRouter
import ToolRouterSimulation

@testable import ToolRouterReplay

/// How a store outside of the process is at the moment.
enum Mood: Sendable {
    case well
    /// It takes so long.
    case slow(Duration)
    /// It takes so long, whether its caller still waits or not.
    case deaf(Duration)
    /// It never ends until its caller stops waiting.
    case hangs
    case fails(StoreFailure)
    /// It has lost all that it knew.
    case forgetful

    /// Waits as long as the store does, and fails as it does.
    func pass(on scheduler: any Scheduler) async throws(StoreFailure) {
        switch self {
        case .well, .forgetful: return
        case .fails(let failure): throw failure
        case .slow(let duration):
            do {
                try await scheduler.sleep(for: duration)
            } catch {
                throw .cancelled
            }
        case .deaf(let duration):
            await withUnsafeContinuation { continuation in
                scheduler.spawn {
                    try? await scheduler.sleep(for: duration)
                    continuation.resume()
                }
            }
        case .hangs:
            try? await scheduler.sleep(for: .seconds(86_400))
            throw .cancelled
        }
    }
}

/// A router between an answer store and a limiter that are outside of its process, in virtual time.
final class OutsideWorld: Sendable {
    static let start = ScriptedWorld.start

    struct Moods: Sendable {
        /// Of the answer store when it is read.
        var looks = Mood.well
        /// Of the answer store when it is written to.
        var writes = Mood.well
        /// Of the limiter when it decides.
        var limiter = Mood.well
        /// Of the limiter when it is told what was spent.
        var spending = Mood.well
    }

    let scheduler = SimulatedScheduler(start: OutsideWorld.start)
    let log = EventLog()
    let planner: ScriptedPlanner
    let router: Router
    let answers: Answers
    let limiter: Limiter
    private let configuration: RouterConfiguration
    private let moods = Mutex(Moods())

    init(
        ttl: Duration = .seconds(3_600), script: [ScriptedReply] = [.plan()],
        behaviours: [String: ScriptedTool.Behaviour] = [:],
        configure: (inout RouterConfiguration) -> Void = { _ in }
    ) {
        var configuration = RouterConfiguration()
        configuration.stores.breaker.openJitter = .zero
        // Where nothing is limited the limiter is not asked.
        configuration.limits.global = RateLimit(requests: 1_000_000, per: .seconds(1), burst: 1_000_000)
        configure(&configuration)
        self.configuration = configuration
        planner = ScriptedPlanner(script, scheduler: scheduler)
        answers = Answers(InMemoryAnswerStore(ttl: ttl, entries: 1_000), scheduler)
        limiter = Limiter(configuration.limits, scheduler)
        router = Router(
            configuration: configuration, scheduler: scheduler, planner: planner,
            tools: [ScriptedTool(scheduler: scheduler, behaviours: behaviours)], store: answers, limiter: limiter,
            observer: log)
        answers.world.withLock { $0 = self }
        limiter.world.withLock { $0 = self }
    }

    var mood: Moods {
        get { moods.withLock { $0 } }
        set { moods.withLock { $0 = newValue } }
    }

    struct Arrival: Sendable {
        var at: Duration
        var request: Request
        var mood: Moods?
        var hangsUpAfter: Duration?
    }

    struct Reply {
        let answer: Answer
        let latency: Duration
    }

    /// Lets all of them arrive, each after the stores have taken on its mood, and waits for everything to end.
    func replies(to arrivals: [Arrival]) throws -> [Reply] {
        let replies = Mutex<[Int: Reply]>([:])
        try scheduler.run { [self] in
            for (number, arrival) in arrivals.enumerated() {
                try? await scheduler.sleep(until: Self.start + arrival.at)
                if let mood = arrival.mood { self.mood = mood }
                let task = scheduler.start { [self] in
                    let answer = await router.answer(arrival.request)
                    let latency = scheduler.now - Self.start - arrival.at
                    replies.withLock { $0[number] = Reply(answer: answer, latency: latency) }
                }
                if let patience = arrival.hangsUpAfter {
                    scheduler.spawn { [scheduler] in
                        try? await scheduler.sleep(until: Self.start + arrival.at + patience)
                        task.cancel()
                    }
                }
            }
        }
        expectInvariants()
        return try arrivals.indices.map { number in
            try #require(replies.withLock { $0[number] }, "request \(number) was never answered")
        }
    }

    private func expectInvariants() {
        let board = InvariantBoard(
            [RateLimitsKept(configuration.limits), OneAnswer(patience: configuration.deadline)], start: Self.start)
        for event in log.events { board.observe(event) }
        for breach in board.findings.breaches { Issue.record("\(breach.invariant), \(breach.place): \(breach.words)") }
    }

    final class Answers: AnswerStore {
        fileprivate let world = Mutex<OutsideWorld?>(nil)
        private let store: InMemoryAnswerStore
        private let scheduler: SimulatedScheduler

        fileprivate init(_ store: InMemoryAnswerStore, _ scheduler: SimulatedScheduler) {
            self.store = store
            self.scheduler = scheduler
        }

        private var mood: Moods { world.withLock { $0?.mood ?? Moods() } }

        func answer(for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> StoredAnswer? {
            try await mood.looks.pass(on: scheduler)
            return await store.answer(for: key, at: now)
        }

        func store(_ answer: StoredAnswer, for key: CacheKey, at now: Timestamp) async throws(StoreFailure) -> Bool {
            try await mood.writes.pass(on: scheduler)
            return await store.store(answer, for: key, at: now)
        }

        func remove(_ key: CacheKey, at now: Timestamp) async throws(StoreFailure) {
            try await mood.writes.pass(on: scheduler)
            await store.remove(key, at: now)
        }
    }

    final class Limiter: RateLimitStore {
        fileprivate let world = Mutex<OutsideWorld?>(nil)
        private let limits: RateLimits
        private let scheduler: SimulatedScheduler
        private let store: Mutex<InMemoryRateLimitStore>

        fileprivate init(_ limits: RateLimits, _ scheduler: SimulatedScheduler) {
            self.limits = limits
            self.scheduler = scheduler
            store = Mutex(InMemoryRateLimitStore(limits))
        }

        private var mood: Moods { world.withLock { $0?.mood ?? Moods() } }

        func admit(_ keys: RateLimitKeys, tokens: Int, at now: Timestamp) async throws(StoreFailure)
            -> RateLimitDecision
        {
            let mood = mood.limiter
            try await mood.pass(on: scheduler)
            if case .forgetful = mood { store.withLock { $0 = InMemoryRateLimitStore(limits) } }
            return await store.withLock { $0 }.admit(keys, tokens: tokens, at: scheduler.now)
        }

        func spend(
            tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
        ) async throws(StoreFailure) {
            try await mood.spending.pass(on: scheduler)
            await store.withLock { $0 }.spend(tokens: tokens, of: keys, admittedAs: decision, at: scheduler.now)
        }
    }
}

extension EventLog {
    /// What a request waited for each store outside, in order.
    func waits(of id: RequestID) -> [StoreWait] {
        happenings(to: id).compactMap { kind in
            if case .waited(let outside, let duration) = kind { StoreWait(outside, duration) } else { nil }
        }
    }

    /// What stores had nothing to say to a request, and why, in order.
    func troubles(of id: RequestID) -> [StoreTrouble] {
        happenings(to: id).compactMap { kind in
            if case .storeFailed(let outside, let failure) = kind {
                StoreTrouble(outside: outside, failure: failure)
            } else {
                nil
            }
        }
    }

    /// Where the circuit of a store led with each change, in order.
    func changes(of outside: Outside) -> [CircuitBreakerState] {
        events.compactMap { event in
            if case .storeChanged(outside, let transition) = event.kind { transition.to } else { nil }
        }
    }
}

/// A wait for a store.
struct StoreWait: Equatable {
    let outside: Outside
    let duration: Duration

    init(_ outside: Outside, _ duration: Duration) {
        self.outside = outside
        self.duration = duration
    }
}

/// What a store outside does, and what that comes to.
struct OutageRow: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let mood: Mood
    /// How long the request waits for it.
    var wait = Duration.zero
    /// Nil where the store has something to say.
    var failure: StoreFailure?
}
