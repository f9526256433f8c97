import NIOHTTP1
import ToolRouter

/// All that a service can be asked.
package enum ServiceRoutes {
    /// The paths by which it is looked how the service is, also while it has no room for more.
    static let probes: Set<String> = ["/healthz", "/readyz"]

    /// The routes, the busiest first.
    package static let all: [ServiceRoute] = [
        ServiceRoute(.POST, "/v1/query", .key) { service, call async throws(RouterError) in
            try await service.query(call)
        },
        ServiceRoute(.POST, "/mcp", .key) { service, call async throws(RouterError) in try await service.mcp(call) },
        ServiceRoute(.GET, "/metrics", .metrics) { service, call async throws(RouterError) in
            await service.metrics(call)
        },
        ServiceRoute(.GET, "/healthz", .open) { service, call async throws(RouterError) in service.health() },
        ServiceRoute(.GET, "/readyz", .open) { service, call async throws(RouterError) in
            try await service.readiness()
        },
        ServiceRoute(.GET, "/v1/status", .key) { service, call async throws(RouterError) in service.status(call) },
        ServiceRoute(.GET, "/v1/breakers", .key) { service, call async throws(RouterError) in service.breakers() },
        ServiceRoute(.POST, "/v1/breakers/{name}", .admin) { service, call async throws(RouterError) in
            try service.operateBreaker(call)
        },
        ServiceRoute(.POST, "/v1/prices/reload", .admin) { service, call async throws(RouterError) in
            try await service.reloadPrices(call)
        },
        ServiceRoute(.GET, "/v1/recent", .admin) { service, call async throws(RouterError) in
            try await service.recentRecording(call)
        },
        ServiceRoute(.GET, "/v1/limits/{key}", .key) { service, call async throws(RouterError) in
            try await service.limits(call)
        },
        ServiceRoute(.GET, "/v1/openapi.yaml", .open) { service, call async throws(RouterError) in service.openAPI() },
        ServiceRoute(.GET, "/", .open) { service, call async throws(RouterError) in service.frontPage() },
    ]
}
