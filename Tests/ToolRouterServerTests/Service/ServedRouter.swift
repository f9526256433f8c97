import Logging
import NIOCore
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// A whole service over a live router, on a free port of this machine: for tests that ask it over a socket.
struct ServedRouter {
    let port: Int
    private let live: LiveRouter
    private let service: HTTPService
    private let running: Task<Void, any Error>

    /// - Parameters:
    ///   - settings: of the server; whatever port they name, a free one is taken.
    ///   - observer: listens to every event.
    ///   - planners: makes the planners.
    init(
        _ settings: ServerSettings, observer: any EventObserver, planners: (LiveScheduler) -> PlannerSet
    ) async throws {
        var settings = settings
        settings.http.port = 0
        let build = BuildInformation(version: "test", sqlite: "test")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        live = try LiveRouter(
            settings, environment: [:], build: build, executable: nil, logger: logger, observer: observer,
            planners: planners)
        let prices = settings.router.router.prices
        let responder = ServiceResponder(
            live, settings, Identities(settings.identity, proxies: settings.proxies), build: build
        ) { .success(prices) }
        let ids = RequestIDs(at: live.scheduler.now)
        let service = HTTPService(
            settings.http, drain: .seconds(1), responder: responder, logger: logger, nextID: { ids.next() })
        self.service = service
        running = Task { try await service.run() }
        port = try #require(try await service.address.port)
    }

    /// Ends it as a signal does, and closes everything.
    func end() async throws {
        service.shutDown()
        try await running.value
        await live.close()
    }
}
