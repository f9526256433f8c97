import NIOHTTP1
import Synchronization
package import ToolRouter
package import ToolRouterFormats

/// Answers what comes over HTTP: finds the route, asks who it is, and says what the route says.
///
/// Start reading at `reply(to:)`; each topic has a file of its own with its routes.
package final class ServiceResponder: HTTPResponder {
    let live: LiveRouter
    let settings: ServerSettings
    let identities: Identities
    let build: BuildInformation
    let prices: @Sendable () -> Result<PriceCatalogue, FileError>
    /// How long a database may take to say that it can be read.
    let patience: Duration
    let bodies = JSONBodyReader()
    let page = FrontPage()
    let startedAt: Timestamp
    let recentTrails = RecentTrails()
    let mcpTools: MCPTools
    let counts = RouteCounts(ServiceRoutes.all.map(\.path))
    let hosts: KnownHosts
    private let routes = ServiceRoutes.all
    private let table = RouteTable(ServiceRoutes.all)
    private let ending = Atomic(false)
    private let connections = Mutex<@Sendable () -> HTTPTally>({ HTTPTally() })

    /// - Parameters:
    ///   - patience: how long a database may take to say that it can be read.
    ///   - prices: reads the prices from where they are, when they are to be read again.
    package init(
        _ live: LiveRouter, _ settings: ServerSettings, _ identities: Identities, build: BuildInformation,
        patience: Duration = .seconds(1),
        prices: @escaping @Sendable () -> Result<PriceCatalogue, FileError>
    ) {
        self.prices = prices
        self.patience = patience
        self.live = live
        self.settings = settings
        self.identities = identities
        self.build = build
        mcpTools = MCPTools(
            live.tools, databases: live.settings.databases.map(\.name),
            longestQuestion: live.settings.router.maximumQuestion)
        hosts = KnownHosts(settings.http)
        startedAt = live.scheduler.now
    }

    /// Whether the server is about to end: it is not ready for more, and answers what still comes.
    package var isEnding: Bool {
        get { ending.load(ordering: .relaxed) }
        set { ending.store(newValue, ordering: .relaxed) }
    }

    /// Where the figures of the connections come from.
    package func readTally(_ tally: @escaping @Sendable () -> HTTPTally) {
        connections.withLock { $0 = tally }
    }

    /// What the service has borne so far.
    var tally: HTTPTally { connections.withLock { $0 }() }

    package func isAlwaysAnswered(_ path: String) -> Bool { ServiceRoutes.probes.contains(path) }

    package func reply(to call: HTTPCall) async -> HTTPReply {
        let arrivedAt = live.scheduler.now
        let (number, reply) = await answer(call, at: arrivedAt)
        counts.add(number, status: Int(reply.status.code))
        return reply
    }

    private func answer(_ call: HTTPCall, at now: Timestamp) async -> (route: Int?, HTTPReply) {
        var number: Int?
        var reply: HTTPReply
        do throws(RouterError) {
            switch table.match(call.method, call.path) {
            case .route(let found, let parameter):
                number = found
                let identity = try identify(call, for: routes[found].access, at: now)
                reply = try await routes[found].handle(
                    self, RoutedCall(call: call, identity: identity, parameter: parameter, arrivedAt: now))
            case .otherMethods(let methods):
                let error = RouterError(
                    .methodNotAllowed, at: .admit, "this path does not take the method",
                    hint: "it takes \(methods.joined(separator: ", "))")
                reply = HTTPReply(error, of: call.id, trace: call.trace)
                reply.headers.add(name: "allow", value: methods.joined(separator: ", "))
            case .none:
                throw RouterError(
                    .routeNotFound, at: .admit, "there is nothing at this path", hint: "see /v1/openapi.yaml")
            }
        } catch {
            reply = HTTPReply(error, of: call.id, trace: call.trace)
        }
        reply.headers.replaceOrAdd(name: "x-request-id", value: call.id.text)
        if !reply.headers.contains(name: "cache-control") {
            reply.headers.add(name: "cache-control", value: "no-store")
        }
        reply.headers.replaceOrAdd(name: "x-content-type-options", value: "nosniff")
        return (number, reply)
    }

    /// Who asks, where that matters.
    private func identify(
        _ call: HTTPCall, for access: ServiceRoute.Access, at now: Timestamp
    ) throws(RouterError) -> Identity? {
        switch access {
        case .open: return nil
        case .metrics where settings.metrics.isOpen: return nil
        case .key, .metrics, .admin: break
        }
        let identity = try identities.identify(call, at: now)
        if identity.key == nil { try hosts.check(call.headers) }
        switch access {
        case .admin: try identity.requireAdmin()
        case .metrics: if identities.hasKeys { try identity.requireMetrics() }
        case .open, .key: break
        }
        return identity
    }
}
