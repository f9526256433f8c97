import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// A responder over a live router, with a small database and a planner that says what it is told to; called as the service calls
/// it, without a socket.
final class ServiceWorld: Sendable {
    let live: LiveRouter
    let responder: ServiceResponder
    let planner: SayingPlanner
    /// The lines of the log.
    let log = LogLines()
    /// What there is when the prices are read again.
    let prices = Prices()
    private let ids: RequestIDs

    /// The address that requests come from.
    static let peer = "192.0.2.7"
    /// A key that there is, where there are any.
    static let key = "tr_a-key-of-an-analyst"
    /// A key that allows admin actions.
    static let adminKey = "tr_a-key-of-an-admin"

    /// - Parameters:
    ///   - hasKeys: whether API keys are configured.
    ///   - environment: variables.
    ///   - change: changes the settings before anything is opened.
    init(
        hasKeys: Bool = false, environment: [String: String] = [:], _ change: (inout ServerSettings) -> Void = { _ in }
    ) throws {
        let folder = try OutputFolder.scratch()
        let script = folder.path + "/shop.sql"
        try OutputFile.write(
            """
            CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT);
            INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Edsger');
            CREATE TABLE secret(code TEXT);

            """, to: script)
        var router = RouterSettings(
            databases: [("shop", script)], planner: PlannerSettings(name: "planner", model: "model-a"))
        router.sql.tables = .only(["customer"])
        router.router.retry.retries = 0
        router.router.rules = RuleSet([
            Rule(
                name: "count", allOf: ["how many"], tool: "sql",
                arguments: ["sql": .string("SELECT count(*) FROM customer")]
            )
        ])
        var settings = ServerSettings(file: "server.yaml", directory: folder.path, router: router)
        settings.log.level = .debug
        settings.examples = ["Who are they?"]
        if hasKeys {
            settings.identity.keys = [
                KeySettings(name: "analyst", sha256: KeyRing.sha256(Self.key), tenant: "emea", user: "ana"),
                KeySettings(name: "admin", sha256: KeyRing.sha256(Self.adminKey), tenant: "ops", user: "root"),
            ]
            settings.identity.keys[1].isAdmin = true
        }
        change(&settings)
        let build = BuildInformation(version: "1.2.3", sqlite: "3")
        let planner = SayingPlanner()
        let lines = log
        let handler = CollectingLog(lines: lines, logLevel: settings.log.level)
        live = try LiveRouter(
            settings, environment: environment, build: build, executable: nil,
            logger: Logger(label: "test") { _ in handler }
        ) { _ in PlannerSet(planners: [planner]) }
        responder = ServiceResponder(
            live, settings, Identities(settings.identity), build: build, patience: .seconds(600)
        ) { [prices] in
            prices.read()
        }
        self.planner = planner
        ids = RequestIDs(at: live.scheduler.now)
    }

    /// Waits until so many answers are kept: an answer is stored as soon as it has left.
    func hasStored(_ answers: Int) async {
        while await live.router.standing().cache?.answers != answers { await Task.yield() }
    }

    /// What the responder says to one request.
    func reply(
        _ method: HTTPMethod, _ path: String, _ body: String = "", headers: HTTPHeaders = [:], key: String? = nil,
        from peer: String = peer
    ) async -> Reply {
        var headers = headers
        if !body.isEmpty, !headers.contains(name: "content-type") {
            headers.add(name: "content-type", value: "application/json")
        }
        if let key { headers.add(name: "authorization", value: "Bearer \(key)") }
        let call = HTTPCall(
            id: ids.next(), method: method, path: path, headers: headers, body: ByteBuffer(string: body),
            peer: peer, loop: MultiThreadedEventLoopGroup.singleton.any())
        return Reply(await responder.reply(to: call), of: call.id)
    }

    /// What it says to a question.
    func ask(
        _ question: String, key: String? = nil, headers: HTTPHeaders = [:], _ more: String = "",
        from peer: String = peer
    ) async -> Reply {
        await reply(
            .POST, "/v1/query", #"{"question": "\#(question)"\#(more)}"#, headers: headers, key: key, from: peer)
    }
}

/// A reply, and what its JSON says.
struct Reply {
    let status: Int
    let headers: HTTPHeaders
    let text: String
    let id: RequestID

    init(_ reply: HTTPReply, of id: RequestID) {
        status = Int(reply.status.code)
        headers = reply.headers
        text = String(buffer: reply.body)
        self.id = id
    }

    /// The members of the JSON object.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    /// The code of a problem document.
    var code: String? { json["code"] as? String }
}

/// A planner that says one text to everything, or fails in one way, at once.
final class SayingPlanner: Planner {
    let name: PlannerName = "planner"
    let model = "model-a"
    let promptFingerprint = "p"
    private let reply = Mutex<Result<String, PlannerFailure>>(
        .success(#"{"tool": "sql", "sql": "SELECT name FROM customer ORDER BY id", "confidence": 0.9}"#))

    private let asked = Mutex(0)
    private let pause = Mutex(Duration.zero)

    /// How often it was asked.
    var calls: Int { asked.withLock { $0 } }

    /// Takes so long from now on, unless it is cancelled.
    func hesitate(for duration: Duration) {
        pause.withLock { $0 = duration }
    }

    /// Says this from now on.
    func say(_ reply: Result<String, PlannerFailure>) {
        self.reply.withLock { $0 = reply }
    }

    /// Proposes this statement from now on.
    func propose(sql: String) {
        say(.success(#"{"tool": "sql", "sql": "\#(sql)", "confidence": 0.9}"#))
    }

    func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
        asked.withLock { $0 += 1 }
        let pause = pause.withLock { $0 }
        if pause > .zero { try? await Task.sleep(for: pause) }
        return reply.withLock { $0 }.map {
            PlannerReply(text: $0, model: model, usage: TokenUsage(input: 10, output: 5), finishReason: "stop")
        }
    }
}

/// What is read when prices are read again.
final class Prices: Sendable {
    private let catalogue = Mutex<Result<PriceCatalogue, FileError>>(.success(PriceCatalogue()))

    func say(_ catalogue: Result<PriceCatalogue, FileError>) {
        self.catalogue.withLock { $0 = catalogue }
    }

    func read() -> Result<PriceCatalogue, FileError> { catalogue.withLock { $0 } }
}

/// Keeps what was logged.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}

/// A handler of swift-log that keeps lines.
struct CollectingLog: LogHandler {
    let lines: LogLines
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        lines.add("\(event.level) \(event.message) \(fields)")
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}
