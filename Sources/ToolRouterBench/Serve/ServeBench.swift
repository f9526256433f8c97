import ArgumentParser
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterServer
import ToolRouterTools

/// `toolrouter-bench serve`: a service of one cached question, for a client that measures it.
struct ServeBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serve a question.")

    @Option var port = 8099
    @Option var loops = 2
    @Option var audit = "process"
    @Flag var bare = false
    @Flag var threads = false

    func run() async throws {
        var settings = HTTPSettings()
        settings.port = port
        settings.loops = loops
        let responder: any HTTPResponder
        var end: () -> Void = {}
        let database = try BenchDatabase()
        defer { withExtendedLifetime(database) {} }
        if bare {
            responder = Bare()
        } else {
            let processes = threads ? nil : LaneProcesses(LaneProcesses.beside()!)
            let pool = try SandboxPool(
                opening: database.path, policy: SandboxPolicy(), settings: PoolSettings(versionAge: .milliseconds(5)),
                processes: processes)
            var configuration = RouterConfiguration()
            configuration.prices = PriceCatalogue(["m": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)])
            configuration.limits = RateLimits(
                user: RateLimit(requests: 1_000_000_000, per: .seconds(60), burst: 1_000_000),
                ip: RateLimit(requests: 1_000_000_000, per: .seconds(60), burst: 1_000_000))
            configuration.cacheScope = .tenant
            let scheduler = LiveScheduler()
            let folder = FileManager.default.temporaryDirectory.appending(path: "audit-\(port)").path
            try? FileManager.default.removeItem(atPath: folder)
            var auditSettings = AuditSettings(folder: folder)
            auditSettings.durability = AuditSettings.Durability(rawValue: audit) ?? .process
            let store = audit == "none" ? nil : try AuditStore(auditSettings)
            let metrics = RouterMetrics(build: BuildInformation(version: "bench", sqlite: "3"))
            let router = Router(
                configuration: configuration, scheduler: scheduler, planner: Plans(),
                tools: [
                    SQLTool(databases: ["bench": pool], policy: SandboxPolicy())
                ], store: InMemoryAnswerStore(ttl: .seconds(86_400), entries: 10_000, keepsJSON: true), audit: store,
                observer: metrics)
            responder = Asks(router: router, limits: configuration.limits, scheduler: scheduler)
            end = { store?.close() }
        }
        let last = Atomic(0)
        let service = HTTPService(settings, responder: responder, logger: Logger(label: "bench")) {
            RequestID("b-" + String(last.add(1, ordering: .relaxed).newValue, radix: 36))
        }
        signal(SIGTERM, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGTERM)
        source.setEventHandler { service.shutDown() }
        source.resume()
        try await service.run()
        end()
        _ = source
    }

    struct Bare: HTTPResponder {
        let body = ByteBuffer(string: String(repeating: "x", count: 600))
        func reply(to call: HTTPCall) async -> HTTPReply {
            HTTPReply(status: .ok, headers: ["content-type": "application/json"], body: body)
        }
    }

    struct Asks: HTTPResponder {
        let router: Router
        let limits: RateLimits
        let scheduler: LiveScheduler
        func reply(to call: HTTPCall) async -> HTTPReply {
            let began = scheduler.now
            let request = Request(
                id: call.id, caller: Caller(tenant: "public", ip: call.peer),
                question: call.body.readableBytes > 0 ? String(buffer: call.body) : "How many items are there?",
                trace: call.trace)
            let answer = await router.answer(request)
            var headers = HTTPHeaders()
            headers.reserveCapacity(12)
            headers.add(name: "content-type", value: "application/json")
            headers.add(name: "x-request-id", value: call.id.text)
            headers.add(name: "cache-control", value: "no-store")
            if let decision = answer.limits {
                for field in RateLimitHeaders(decision, limits: limits).fields {
                    headers.add(name: field.name, value: field.value)
                }
            }
            if let error = answer.outcome.error { return HTTPReply(error, of: call.id) }
            return HTTPReply(
                status: .ok, headers: headers,
                body: AnswerBody.write(answer, planner: "main", latency: scheduler.now - began))
        }
    }

    struct Plans: Planner {
        let name: PlannerName = "main"
        let model = "m"
        let promptFingerprint = ""
        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> {
            .success(
                PlannerReply(
                    text: #"{"tool":"sql","sql":"SELECT id, name FROM item","confidence":0.95}"#, model: model,
                    usage: TokenUsage(input: 800, output: 60), finishReason: "stop"))
        }
    }
}
