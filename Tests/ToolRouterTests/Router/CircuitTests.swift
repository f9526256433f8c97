import RouterTesting
import Testing
import ToolRouter

/// The circuit breaker as a caller meets it; its own rules have tables of their own.
struct CircuitTests {
    private static func world(_ script: [ScriptedReply]) -> ScriptedWorld {
        ScriptedWorld(script: script, ttl: nil) { $0.retry.retries = 0 }
    }

    @Test func `five failures within the window open it, and then no request asks the planner`() throws {
        let world = Self.world([.http(503)])
        let replies = try world.replies(to: "q", times: 7, every: .seconds(1))

        #expect(replies[4].summary == "failed provider_failed at plan")
        #expect(world.log.circuitChanges == [.open])
        // It opened at 4.1 s for 30 s, its last moment included.
        let error = try #require(replies[5].answer.outcome.error)
        #expect(replies[5].summary == "failed circuit_open at plan")
        #expect(error.retryAfter == .milliseconds(29_100) + .nanoseconds(1))
        #expect(replies[5].latency == .zero)
        #expect(
            world.log.names(of: "r-5") == [
                "received", "limited", "routed", "recalled", "circuitRefused", "settled",
            ])
        #expect(world.planner.calls == 5)
        #expect(world.log.totals.circuitRefusals == 2)
    }

    @Test(arguments: [
        ("exactly as old as the window still counts", 15, [CircuitBreakerState.open]),
        ("older does not", 16, []),
    ])
    func `a failure`(row: (name: String, period: Int, changes: [CircuitBreakerState])) throws {
        let world = Self.world([.http(503)])
        _ = try world.replies(to: "q", times: 5, every: .seconds(row.period))
        #expect(world.log.circuitChanges == row.changes, "\(row.name)")
    }

    @Test(arguments: [
        ("that succeeds closes it", ScriptedReply.plan(), [CircuitBreakerState.open, .halfOpen, .closed], "answered"),
        ("that fails opens it again", .http(503), [.open, .halfOpen, .open], "failed circuit_open at plan"),
    ])
    func `after the open time one probe`(
        row: (name: String, probe: ScriptedReply, changes: [CircuitBreakerState], after: String)
    ) throws {
        let world = Self.world(Array(repeating: .http(503), count: 5) + [row.probe, .plan()])
        // Failures at 0.1 s to 40 s open it until 70.1 s; the rest comes at 80 s, 80.05 s and 90 s.
        let moments = [0, 10_000, 20_000, 30_000, 40_000, 80_000, 80_050, 90_000]
        let replies = try world.replies(
            to: moments.enumerated().map { number, moment in
                .init(at: .milliseconds(moment), request: .asking(id: RequestID("r-\(number)")))
            })
        #expect(world.log.circuitChanges == row.changes, "\(row.name)")
        #expect(replies[6].summary == "failed circuit_open at plan", "a second request beside the probe")
        #expect(replies[7].summary == row.after)
        #expect(world.log.names(of: "r-5").contains("circuitChanged"))
    }

    @Test func `callers who wait less than the configuration would do not open it for others`() throws {
        let world = ScriptedWorld(script: [.plan(after: .seconds(1))], ttl: nil)
        let hasty = (0..<6).map { number in
            ScriptedWorld.Arrival(
                at: .seconds(number),
                request: .asking(id: RequestID("r-\(number)"), tenant: "hasty", deadline: .milliseconds(200)))
        }
        let patient = ScriptedWorld.Arrival(at: .seconds(10), request: .asking(id: "r-6", tenant: "patient"))
        let replies = try world.replies(to: hasty + [patient])
        #expect(replies[0].summary == "failed deadline_exceeded at plan")
        #expect(replies[6].summary == "answered")
        #expect(world.planner.calls == 7)
    }

    @Test func `unless the planner was slow by then`() throws {
        let world = ScriptedWorld(script: [.hang], ttl: nil)
        let replies = try world.replies(
            to: (0..<7).map { number in
                .init(
                    at: .seconds(number * 2),
                    request: .asking("q \(number)", id: RequestID("r-\(number)"), deadline: .milliseconds(10_500)))
            })
        #expect(replies[5].summary == "failed deadline_exceeded at plan")
        #expect(world.log.circuitChanges == [.open])
    }

    @Test func `an open circuit is the reason, though the planner holds too many calls besides`() throws {
        let world = Self.world([.hang])
        let replies = try world.replies(
            to: (0..<64).map { .init(at: .zero, request: .asking("q \($0)", id: RequestID("r-\($0)"))) } + [
                .init(at: .seconds(21), request: .asking("refused", id: "refused")),
                .init(at: .seconds(51), request: .asking("stuck", id: "stuck")),
            ])
        #expect(replies[64].summary == "failed circuit_open at plan")
        #expect(replies[64].answer.outcome.error?.retryAfter == .seconds(29) + .nanoseconds(1))
        #expect(replies[65].summary == "failed planner_stuck at plan")
        #expect(world.router.circuits()[0].status.state == .halfOpen)
    }

    @Test func `a probe slower than the open time still decides`() throws {
        let script =
            Array(repeating: ScriptedReply.http(503), count: 5) + [.plan(after: .milliseconds(1_500)), .plan()]
        let world = ScriptedWorld(script: script, ttl: nil) { configuration in
            configuration.retry.retries = 0
            configuration.breaker.openFor = .seconds(1)
        }
        // It opens at 500 ms, and then somebody asks every 400 ms.
        let moments = Array(0..<5).map { $0 * 100 } + Array(0..<8).map { 1_600 + $0 * 400 }
        _ = try world.replies(
            to: moments.enumerated().map { number, moment in
                .init(at: .milliseconds(moment), request: .asking("q \(number)", id: RequestID("r-\(number)")))
            })
        #expect(world.log.circuitChanges == [.open, .halfOpen, .closed])
        #expect(world.planner.calls == 6 + 4, "one probe, and who came after it")
    }

    @Test func `the probe comes exactly at the moment the refusal named`() throws {
        let world = Self.world(Array(repeating: .http(503), count: 5) + [.plan()])
        let early = Duration.milliseconds(34_100)
        let replies = try world.replies(
            to: (0..<5).map { .init(at: .seconds($0), request: .asking(id: RequestID("r-\($0)"))) } + [
                .init(at: early, request: .asking(id: "early")),
                .init(at: early + .nanoseconds(1), request: .asking(id: "probe")),
            ])
        #expect(replies[5].answer.outcome.error?.retryAfter == .nanoseconds(1))
        #expect(replies[6].summary == "answered")
    }

    @Test func `a failure that asked for more patience keeps it open for longer`() throws {
        let world = Self.world([.http(429, retryAfter: .seconds(300))])
        let replies = try world.replies(to: "q", times: 6, every: .seconds(1))
        #expect(replies[5].answer.outcome.error?.retryAfter == .milliseconds(299_100) + .nanoseconds(1))
    }

    /// What ten requests that end alike, a second apart, do to the circuit.
    static let outcomes: [(name: String, script: ScriptedReply, opens: Bool)] = [
        ("an overloaded provider", .http(503), true),
        ("a provider with a status of its own", .http(529), true),
        ("too many requests", .http(429), true),
        ("a wrong key", .http(401), true),
        ("a forbidden model", .http(403), true),
        ("an unknown model", .http(404), true),
        ("a lost connection", .failure(.connection), true),
        ("the provider's own timeout", .failure(.timeout), true),
        ("a reply that is prose", .text("Sorry!"), true),
        ("a reply that is cut short", .text(#"{"tool":"sql","sql":"SEL"#), true),
        ("an empty reply", .text(""), true),
        ("a plan", .plan(), false),
        ("a plan that the guard refuses", .plan("DROP TABLE singer"), false),
        ("a plan of low confidence", .plan(confidence: "0.1"), false),
        ("a plan for no tool", .text(#"{"tool":"none"}"#), false),
        ("a content filter", .text("", finishReason: "content_filter"), false),
        ("a request that the provider rejects", .http(400), false),
        ("a planner that can't be asked", .failure(.unavailable("none")), false),
    ]

    @Test(arguments: outcomes.indices)
    func `opens at failures of the planner and at nothing else`(index: Int) throws {
        let (name, script, opens) = Self.outcomes[index]
        let world = ScriptedWorld(
            script: [script], behaviours: ["DROP TABLE singer": .refuse(.sqlNotReadOnly)], ttl: nil
        ) { $0.retry.retries = 0 }
        _ = try world.replies(to: "q", times: 10, every: .seconds(1))
        #expect(world.log.circuitChanges == (opens ? [.open] : []), "\(name)")
        #expect(world.planner.calls == (opens ? 5 : 10))
    }

    @Test func `our own timeout is a failure`() throws {
        let world = ScriptedWorld(script: [.hang], ttl: nil) { configuration in
            configuration.retry.retries = 0
            configuration.attemptTimeout = .seconds(2)
        }
        _ = try world.replies(to: "q", times: 6, every: .seconds(3))
        #expect(world.log.circuitChanges == [.open])
        #expect(world.planner.calls == 5)
    }

    @Test func `callers who leave are neutral`() throws {
        let world = Self.world([.plan(after: .seconds(10))])
        _ = try world.replies(
            to: (0..<10).map {
                .init(at: .seconds($0), request: .asking(id: RequestID("r-\($0)")), hangsUpAfter: .milliseconds(500))
            })
        #expect(world.log.circuitChanges == [])
        #expect(world.planner.calls == 10)
    }

    @Test func `a probe whose caller leaves gives its place back`() throws {
        let world = Self.world(
            Array(repeating: .http(503), count: 5) + [.plan(after: .seconds(10)), .plan()])
        let replies = try world.replies(
            to: (0..<5).map { .init(at: .seconds($0), request: .asking(id: RequestID("r-\($0)"))) } + [
                .init(at: .seconds(40), request: .asking(id: "left"), hangsUpAfter: .seconds(1)),
                .init(at: .seconds(42), request: .asking(id: "probe")),
            ])
        #expect(replies[6].summary == "answered")
        #expect(world.log.circuitChanges == [.open, .halfOpen, .closed])
    }

    @Test func `successes between failures do not clear them`() throws {
        let world = Self.world([
            .http(503), .plan(), .http(503), .plan(), .http(503), .http(503), .plan(), .http(503),
        ])
        _ = try world.replies(to: "q", times: 8, every: .seconds(1))
        #expect(world.log.circuitChanges == [.open])
    }

    @Test func `a result admitted before it opened is dropped`() throws {
        let world = Self.world([.plan(after: .seconds(10))] + Array(repeating: .http(503), count: 5))
        let replies = try world.replies(to: "q", times: 7, every: .seconds(1))
        #expect(replies[0].summary == "answered")
        #expect(replies[6].summary == "failed circuit_open at plan")
        #expect(world.log.circuitChanges == [.open])
    }

    @Test(arguments: [
        ("is not waited for while it stays open", 500, 1, "failed provider_failed at plan", 100),
        ("is its probe where it is open no more", 499, 2, "answered", 1_430),
    ])
    func `a retry after the failure that opened the circuit`(
        row: (name: String, openFor: Int, calls: Int, summary: String, latency: Int)
    ) throws {
        let world = ScriptedWorld(script: [.http(503), .plan()], ttl: nil) { configuration in
            configuration.breaker.failures = 1
            configuration.breaker.openFor = .milliseconds(row.openFor)
        }
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == row.summary, "\(row.name)")
        #expect(reply.latency == .milliseconds(row.latency))
        #expect(world.planner.calls == row.calls)
    }

    @Test func `cached answers and statements do not need it`() throws {
        let world = ScriptedWorld(script: [.plan()] + Array(repeating: .http(503), count: 5)) { $0.retry.retries = 0 }
        let questions = ["first", "a", "b", "c", "d", "e", "f", "first", "SELECT 1"]
        let replies = try world.replies(
            to: questions.enumerated().map { number, question in
                .init(at: .seconds(number), request: .asking(question, id: RequestID("r-\(number)")))
            })
        #expect(replies[6].summary == "failed circuit_open at plan")
        #expect(replies[7...].map(\.answer.source) == [.cache, .raw])
    }

    @Test func `an operator can open it, and take that back`() throws {
        let world = Self.world([.plan()])
        let force: @Sendable (CircuitBreakerCommand) -> (@Sendable (ScriptedWorld) -> Void) = { command in
            { world in world.router.operate(command, on: .planner("main"), for: "operator") }
        }
        let replies = try world.replies(to: [
            .init(at: .seconds(0), request: .asking(id: "r-0"), before: force(.setMode(.forcedOpen))),
            .init(at: .seconds(3_600), request: .asking(id: "r-1")),
            .init(at: .seconds(3_601), request: .asking(id: "r-2"), before: force(.setMode(.automatic))),
        ])
        #expect(replies.map(\.summary) == ["failed circuit_open at plan", "failed circuit_open at plan", "answered"])
        #expect(replies[0].answer.outcome.error?.retryAfter == nil)
        #expect(world.planner.calls == 1)
        #expect(world.log.circuitChanges == [.open, .closed])
        #expect(
            world.log.names(of: "operator") == [
                "circuitOperated", "circuitChanged", "circuitOperated", "circuitChanged",
            ])
        #expect(world.router.operate(.reset, on: .candidate("other"), for: "operator") == .noSuchCircuit)
    }

    @Test func `a command to a closed circuit that nothing is to be tried of is refused and changes nothing`() throws {
        let world = Self.world([.http(503), .http(503), .plan()])
        let replies = try world.replies(to: [
            .init(at: .seconds(0), request: .asking("a", id: "r-0")),
            .init(at: .seconds(1), request: .asking("b", id: "r-1")) { world in
                #expect(world.router.operate(.probe, on: .planner("main"), for: "operator") == .refused)
            },
            .init(at: .seconds(2), request: .asking("c", id: "r-2")),
        ])
        #expect(replies.map(\.summary).last == "answered")
        #expect(world.log.names(of: "operator") == [])
        #expect(world.router.circuits().first?.status.counts.failures == 2)
    }

    @Test func `who decides about a circuit changes with an event, closed or not`() throws {
        let world = Self.world([.plan()])
        let commands: [CircuitBreakerCommand] = [
            .setMode(.disabled), .setMode(.disabled), .setMode(.forcedClosed), .reset, .reset, .setMode(.forcedOpen),
            .open(for: .seconds(1)), .probe,
        ]
        _ = try world.replies(to: [
            .init(at: .zero, request: .asking(id: "r-0")) { world in
                for command in commands {
                    #expect(world.router.operate(command, on: .planner("main"), for: "operator") == .done)
                }
            }
        ])
        let changes = world.log.events.compactMap { event in
            if case .circuitChanged(_, let transition) = event.kind, event.request == "operator" {
                "\(transition.formerWord) \(transition.word)"
            } else {
                nil
            }
        }
        #expect(
            changes == [
                "closed disabled", "disabled forced_closed", "forced_closed closed", "closed forced_open",
                "forced_open open", "open half_open",
            ])
        #expect(world.log.totals.circuitTransitions[.closed] == 1)
    }

    @Test func `how it stands can be asked for`() throws {
        let world = Self.world([.http(503)])
        _ = try world.replies(to: "q", times: 6, every: .seconds(1))
        let status = try #require(world.router.circuits().first?.status)
        #expect(status.state == .open)
        #expect(status.lastTransition?.reason == .tooManyFailures)
        #expect(status.lastTransition?.counts.failures == 5)
        #expect(status.nextProbe == ScriptedWorld.start + .milliseconds(34_100) + .nanoseconds(1))
        #expect(status.refusals == 1)
    }

    @Test func `a thousand callers at the end of the open time make one probe`() throws {
        let world = Self.world(Array(repeating: .http(503), count: 5) + [.plan(after: .seconds(5))])
        let callers = (0..<1_000).map { number in
            ScriptedWorld.Arrival(at: .seconds(60), request: .asking("q \(number)", id: RequestID("s-\(number)")))
        }
        let replies = try world.replies(
            to: (0..<5).map { .init(at: .seconds($0), request: .asking(id: RequestID("r-\($0)"))) } + callers)
        #expect(replies[5].summary == "answered")
        #expect(replies[6...].allSatisfy { $0.summary == "failed circuit_open at plan" })
        #expect(world.planner.calls == 6)
    }
}
