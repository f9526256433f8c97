import Foundation
import RouterTesting
import SQLSandbox
import Synchronization
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// Attempts to be somebody else, at a whole service over a socket: what the router is asked in whose name.
@Suite struct ImpersonationTests {
    @Test(.timeLimit(.minutes(20)))
    func `nobody is somebody else over HTTP`() async throws {
        for attempt in IdentityAttempt.all {
            let service = try await IdentityService(attempt)
            let reply = try await service.ask(
                "SELECT count(*) FROM orders", headers: attempt.headers, tenant: attempt.tenant, user: attempt.user)
            let caller = service.asked
            try await service.end()
            switch attempt.outcome {
            case .refused(let code):
                #expect(reply.status == code.status && reply.code == code.rawValue, "\(attempt): \(reply)")
                #expect(caller == nil, "\(attempt): the router was asked")
            case .caller(let expected, _, _):
                #expect(reply.status == 200, "\(attempt): \(reply)")
                #expect(caller == expected, "\(attempt)")
            }
        }
    }

    @Test(.timeLimit(.minutes(20)), arguments: [(IdentityAttempt.clerk, 422), (IdentityAttempt.admin, 200)])
    func `a table that a role lacks is read by nobody of that role`(key: String, status: Int) async throws {
        let service = try await IdentityService(IdentityAttempt.all[0])
        let reply = try await service.ask("SELECT salary FROM payroll", headers: [("authorization", "Bearer \(key)")])
        try await service.end()
        #expect(reply.status == status, "\(reply)")
        #expect(status == 200 || reply.code == "table_denied" && !reply.body.contains("4711"))
    }
}

extension IdentityAttempt: CustomStringConvertible {
    public var description: String { testDescription }
}

/// A service with the keys and proxies of an attempt, on a free port.
private struct IdentityService {
    private let served: ServedRouter
    private let callers = Callers()

    init(_ attempt: IdentityAttempt) async throws {
        let folder = try OutputFolder.scratch()
        let script = folder.path + "/shop.sql"
        try OutputFile.write(
            """
            CREATE TABLE orders(id INTEGER PRIMARY KEY);
            CREATE TABLE payroll(salary INTEGER);
            INSERT INTO payroll VALUES (4711);

            """, to: script)
        var router = RouterSettings(
            databases: [("shop", script)], planner: PlannerSettings(name: "planner", model: "model-a"))
        var orders = SandboxPolicy()
        orders.tables = .only(["orders"])
        router.roles = ["clerk", "guest"].map { RoleSettings(name: $0, sql: orders) }
        router.router.roles = ["clerk", "guest"]
        var settings = ServerSettings(file: "server.yaml", directory: folder.path, router: router)
        settings.identity = try IdentitySettings(yaml: attempt.configuration)
        if !attempt.proxies.isEmpty {
            let list = attempt.proxies.map { "\"\($0)\"" }.joined(separator: ", ")
            settings.proxies = try TrustedProxies(yaml: "[\(list)]")
        }
        served = try await ServedRouter(settings, observer: callers) { _ in PlannerSet(planners: [SayingPlanner()]) }
    }

    /// In whose name the router was asked; nil when it was not.
    var asked: Caller? { callers.last }

    func ask(
        _ question: String, headers: [(name: String, value: String)], tenant: TenantID? = nil, user: UserID? = nil
    ) async throws -> RawClient.Reply {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("question", question)
            if let tenant { writer.member("tenant", tenant.text) }
            if let user { writer.member("user", user.text) }
        }
        let client = try RawClient(port: served.port)
        let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        client.send(
            "POST /v1/query HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nContent-Type: application/json\r\n\(lines)"
                + "Content-Length: \(writer.text.utf8.count)\r\n\r\n\(writer.text)")
        return try #require(await client.reply())
    }

    func end() async throws { try await served.end() }
}

/// Who asked the router last.
private final class Callers: EventObserver {
    private let caller = Mutex<Caller?>(nil)

    var last: Caller? { caller.withLock { $0 } }

    func observe(_ event: RouterEvent) {
        guard case .received(let request) = event.kind else { return }
        caller.withLock { $0 = request.caller }
    }
}
