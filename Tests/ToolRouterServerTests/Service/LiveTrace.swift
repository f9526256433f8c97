import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterServer

@testable import ToolRouterReplay

/// Asks a live server what a scenario recorded, one request after the other over HTTP, and folds its events into cases as a
/// replay does.
struct LiveTrace {
    private static let key = "tr_parity"
    private let scenario: Scenario

    init(_ scenario: Scenario) { self.scenario = scenario }

    /// What clients read, and what happened.
    struct Outcome {
        var replies: [ParityReply] = []
        var cases: [Case] = []
    }

    func run() async throws -> Outcome {
        let stage = LiveStage()
        var settings = ServerSettings(
            file: scenario.directory + "/server.yaml", directory: scenario.directory, router: scenario.settings)
        var trusted = KeySettings(
            name: "front", sha256: Array(SHA256.hash(data: Data(Self.key.utf8))), tenant: "emea", user: "front")
        trusted.namesUsers = true
        settings.identity.keys = [trusted]
        let served = try await ServedRouter(settings, observer: stage) { scheduler in
            func planner(_ name: PlannerName, _ model: String) -> RecordedPlanner {
                RecordedPlanner(name: name, model: model, episodes: stage, scheduler: scheduler)
            }
            return PlannerSet(
                planners: scenario.settings.planners.map { planner($0.name, $0.model) },
                shadows: scenario.settings.shadows.map { ShadowPlanner(planner: planner($0.name, $0.model)) })
        }
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let outcome: Result<Outcome, any Error>
        do {
            outcome = .success(try await ask(stage, client, served.port))
        } catch {
            outcome = .failure(error)
        }
        try await client.shutdown()
        try await served.end()
        return try outcome.get()
    }

    private func ask(_ stage: LiveStage, _ client: HTTPClient, _ port: Int) async throws -> Outcome {
        var outcome = Outcome()
        let traffic = try Traffic(scenario)
        while let arrival = try traffic.next() {
            let exchange = arrival.exchange
            stage.begin(Request(exchange), exchange)
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/v1/query")
            request.method = .POST
            request.headers = ["content-type": "application/json", "authorization": "Bearer \(Self.key)"]
            request.body = .bytes(Data(Self.body(exchange).utf8))
            let response = try await client.execute(request, timeout: .seconds(600))
            let body = try await response.body.collect(upTo: 1 << 20)
            outcome.replies.append(
                try ParityReply(status: Int(response.status.code), body: Array(body.readableBytesView)))
            outcome.cases.append(try await stage.end())
        }
        return outcome
    }

    private static func body(_ exchange: RecordedExchange) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("question", exchange.question)
            writer.member("user", exchange.caller.user?.text)
            writer.member("bypass_cache", exchange.bypassCache)
        }
        return writer.text
    }
}

/// What stands behind the live router: says what was recorded for the request at hand, and folds what happens to it.
private final class LiveStage: EventObserver, EpisodeSource {
    private struct State {
        var exchange: RecordedExchange?
        /// Of the request at hand, in the order of their arrival.
        var events: [RouterEvent] = []
    }

    private let state = Mutex(State())
    private let book = CaseBook()

    /// The recorded request is about to be asked.
    func begin(_ request: Request, _ exchange: RecordedExchange) {
        state.withLock { $0.exchange = exchange }
        book.begin(request, at: Timestamp(microseconds: 0), expected: exchange.expected)
    }

    func attempt(_ number: Int, for request: Request, at planner: PlannerName) -> RecordedAttempt? {
        state.withLock { state in
            guard let exchange = state.exchange else { return nil }
            let attempts = exchange.shadow[planner] ?? exchange.planner
            return attempts.isEmpty ? nil : attempts[min(number, attempts.count) - 1]
        }
    }

    func observe(_ event: RouterEvent) {
        // The server names requests itself.
        guard let id = state.withLock({ $0.exchange?.id }) else { return }
        book.observe(RouterEvent(request: id, at: event.at, event.kind))
    }

    /// The case of the request at hand, once nothing more can happen to it: candidates and storing follow the answer.
    func end() async throws -> Case {
        let id = try #require(state.withLock { $0.exchange?.id })
        book.end(id, (nil, false))
        let end = ContinuousClock.now + .seconds(600)
        while ContinuousClock.now < end {
            if let done = book.takeDone().first { return done }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw Unfinished(id: id)
    }

    private struct Unfinished: Error {
        let id: RequestID
    }
}
