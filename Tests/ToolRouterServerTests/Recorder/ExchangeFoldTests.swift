import RouterTesting
import Testing
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouter
@testable import ToolRouterServer

/// What a recorder makes of events.
@Suite struct ExchangeFoldTests {
    private static let epoch = Timestamp(microseconds: 1_000_000_000)

    /// The lines of what was complete when all events were in.
    private func lines(
        _ events: [RouterEvent], at now: Timestamp? = nil, isEnd: Bool = false
    ) -> [RecordedExchange] {
        var open = OpenExchanges(candidateModels: ["mini": "mini-model"])
        var maker = ExchangeMaker(epoch: Self.epoch, first: "gpt", prompts: ["gpt": "prompt"])
        for note in events.compactMap(RecorderNote.init) { _ = open.take(note) }
        let now = now ?? events.last!.at
        let complete = isEnd ? open.takeRest() : open.takeComplete() + open.takeOverdue(at: now)
        return complete.compactMap { maker.exchange(of: $0, at: now) }
    }

    private func begin(_ id: RequestID = "q-1") -> RecordedEvents {
        RecordedEvents(id, at: Self.epoch + .nanoseconds(7_000_900))
    }

    @Test func `a planned answer has its call, its run, its decisions and what was answered`() throws {
        var events = begin()
        events.decide(.admit)
        events.call("gpt", taking: 1_000, RecordedEvents.reply("{\"sql\": 1}"))
        events.add(.approved(RecordedEvents.plan, Footprint()))
        events.wait(250)
        events.add(.ran(RecordedEvents.plan, .rows(RecordedEvents.rows)))
        events.wait(10)
        events.settle(.answered(.rows(RecordedEvents.rows)), plan: RecordedEvents.plan)
        let line = try #require(lines(events.all).first)
        #expect(line.atMicroseconds == 7_000)
        #expect(line.caller == RecordedCaller(tenant: "acme", user: "ana", ip: "192.0.2.1"))
        let attempt = try #require(line.planner.first)
        #expect(attempt.planner == nil && attempt.model == "m-2026" && attempt.promptSHA256 == "prompt")
        #expect(attempt.latency == .microseconds(1_000))
        #expect(
            attempt.outcome
                == .reply(
                    content: "{\"sql\": 1}", usage: TokenUsage(input: 10, output: 5), finishReason: "stop"))
        #expect(line.tools == ["sql": [RecordedToolCall(latency: .microseconds(250))]])
        #expect(line.decisions.map(\.stage) == ["admit", "ask", "reply", "settle"])
        #expect(line.decisions.map(\.sequence) == [0, 1, 2, 3])
        #expect(line.answered?.latencyMicroseconds == 1_260)
        #expect(line.answered?.sql == "SELECT 3")
        #expect(line.answered?.result == ResultDigest(RecordedEvents.rows, orderMatters: true))
        #expect(line.hangsUpAfter == nil)
    }

    /// A failure of a planner, and what is recorded of it.
    struct Failure: CustomTestStringConvertible, Sendable {
        let failure: PlannerFailure
        let outcome: RecordedOutcome

        var testDescription: String { "\(failure)" }
    }

    @Test(arguments: [
        Failure(
            failure: .http(status: 429, retryAfter: .seconds(2)),
            outcome: .error(.http(status: 429), retryAfter: .seconds(2))),
        Failure(failure: .unreadable, outcome: .error(.http(status: 200), retryAfter: nil)),
        Failure(failure: .connection, outcome: .error(.connection, retryAfter: nil)),
        Failure(failure: .timeout, outcome: .error(.timeout, retryAfter: nil)),
        Failure(failure: .cancelled, outcome: .error(.timeout, retryAfter: nil)),
        Failure(failure: .unavailable("no key"), outcome: .error(.unavailable, retryAfter: nil)),
        Failure(
            failure: .metered(.timeout, TokenUsage(input: 3, output: 0), model: "x"),
            outcome: .error(.timeout, retryAfter: nil, usage: TokenUsage(input: 3, output: 0))),
    ])
    func `a failed call is recorded as it ended`(row: Failure) throws {
        var events = begin()
        events.call("claude", taking: 5, .failure(row.failure))
        events.settle(.failed(RouterError(.providerTimeout, at: .plan, "no")))
        let attempt = try #require(lines(events.all).first?.planner.first)
        #expect(attempt.outcome == row.outcome)
        #expect(attempt.planner == "claude" && attempt.latency == .microseconds(5))
    }

    @Test func `who hung up is in the recording, with when`() throws {
        var events = begin()
        events.wait(500)
        events.settle(.failed(RouterError(.cancelled, at: .plan, "left")))
        let line = try #require(lines(events.all).first)
        #expect(line.hangsUpAfter == .microseconds(500))
        #expect(line.answered?.code == .cancelled)
    }

    @Test func `an answer waits for the calls that it began, and for a minute at most`() throws {
        var events = begin()
        let asked = events.decide(.ask)
        events.add(.attemptStarted(PlannerAttempt(number: 1, planner: "gpt", model: "m")))
        events.wait(100)
        events.settle(.failed(RouterError(.requestTimeout, at: .plan, "late")))
        #expect(lines(events.all).isEmpty)
        let late = events.now + .seconds(60)
        let line = try #require(lines(events.all, at: late).first)
        let attempt = try #require(line.planner.first)
        #expect(attempt.outcome == .error(.timeout, retryAfter: nil))
        #expect(attempt.latency == .microseconds(late.microseconds - asked.at.microseconds))
        events.wait(900)
        let ended = events.decide(.reply)
        events.add(
            .callFinished(
                FinishedCall(
                    planner: "gpt", isCandidate: false, model: "m", asked: asked, ended: ended,
                    result: RecordedEvents.reply())))
        #expect(lines(events.all).first?.planner.first?.latency == .microseconds(1_001))
    }

    @Test func `a candidate that is never called is not waited for`() throws {
        var events = begin()
        events.add(.shadowStarted("mini"))
        events.decide(.ask, of: "mini")
        events.settle(.clarification(.noTool))
        #expect(lines(events.all).isEmpty)
        let error = RouterError(.circuitOpen, at: .shadow, "open")
        let proposal = ShadowProposal.of(.failure(error))
        events.add(.shadowEnded("mini", proposal))
        events.add(.shadowCompared("mini", .of(proposal, .circuitOpen, candidate: .absent)))
        let line = try #require(lines(events.all).first)
        #expect(line.shadow.isEmpty)
        #expect(line.decisions.first?.candidate == "mini")
    }

    @Test func `attempts stand in the order in which they were made, not that in which they ended`() throws {
        var events = begin()
        let first = events.decide(.ask)
        events.add(.attemptStarted(PlannerAttempt(number: 1, planner: "gpt", model: "m")))
        events.wait(50)
        events.call("gpt", taking: 10, RecordedEvents.reply("second"))
        events.settle(.clarification(.noTool))
        events.wait(5)
        let ended = events.decide(.reply)
        events.add(
            .callFinished(
                FinishedCall(
                    planner: "gpt", isCandidate: false, model: "m", asked: first, ended: ended,
                    result: RecordedEvents.reply("first"))))
        let contents = try #require(lines(events.all).first).planner.map { attempt -> String? in
            if case .reply(let content, _, _) = attempt.outcome { content } else { nil }
        }
        #expect(contents == ["first", "second"])
    }

    @Test func `what nobody began is passed over, and the end writes what is answered`() {
        var events = begin()
        events.decide(.ask)
        events.add(.attemptStarted(PlannerAttempt(number: 1, planner: "gpt", model: "m")))
        let unanswered = RecordedEvents("q-2", at: Self.epoch).all
        let stray = RouterEvent(
            request: "q-3", at: Self.epoch,
            .attemptStarted(
                PlannerAttempt(number: 1, planner: "gpt", model: "m")))
        events.settle(.clarification(.noTool))
        #expect(lines(unanswered + [stray] + events.all, isEnd: true).map(\.id) == ["q-1"])
    }

    @Test func `the same rows have the same digest, however often they are asked for`() {
        var digests = RowDigests()
        let rows = ResultSet(columns: ["a"], rows: [[.integer(1)], [.text("x")]])
        var cut = rows
        cut.isTruncated = true
        for result in [rows, rows, cut, ResultSet(columns: ["a"], rows: [])] {
            let digest = digests.digest(of: result.rows, isTruncated: result.isTruncated)
            #expect(digest == ResultDigest(result, orderMatters: true))
        }
    }
}
