import Foundation
import RouterTesting
import Testing
import ToolRouter

/// Every code of the closed list, provoked through the router, and the document it leaves as. What makes a real
/// database refuse or fail has tests beside the sandbox; here the tool says it.
struct ErrorPathTests {
    struct Path: Sendable, CustomTestStringConvertible {
        let code: ErrorCode
        let stage: Stage
        var script: [ScriptedReply] = [.plan("SELECT 1")]
        var behaviour: ScriptedTool.Behaviour?
        var requests: [Request] = [.asking()]
        var hangsUpAfter: Duration?
        var audit: any AuditLog = InMemoryAuditLog()
        var configure: @Sendable (inout RouterConfiguration) -> Void = { _ in }
        /// Whether the document names a time to come again.
        var hasRetryAfter = false
        var testDescription: String { code.rawValue }
    }

    private static func reply(_ code: ErrorCode, _ text: String, finishReason: String = "stop") -> Path {
        Path(code: code, stage: .plan, script: [.text(text, finishReason: finishReason)])
    }

    private static func failure(_ code: ErrorCode, _ failure: PlannerFailure) -> Path {
        Path(code: code, stage: .plan, script: [.failure(failure)])
    }

    /// An audit log whose disk is full.
    private struct FullAuditLog: AuditLog {
        let isAccepting = true
        func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) { done(false) }
    }

    private static func refused(_ code: ErrorCode) -> Path { Path(code: code, stage: .guard, behaviour: .refuse(code)) }
    private static func failed(_ code: ErrorCode) -> Path { Path(code: code, stage: .run, behaviour: .fail(code)) }

    static let paths: [Path] = [
        reply(.emptyReply, ""), reply(.proseReply, "Sorry!"), reply(.malformedPlan, #"{"tool":"sql","sql":"SEL"#),
        reply(.invalidPlan, "{}"), reply(.surroundingText, #"{"sql":"SELECT 1"} or {"sql":"SELECT 2"}"#),
        reply(.toolCallReply, #"{"name":"sql","arguments":{"sql":"SELECT 1"}}"#),
        reply(.contentFiltered, "", finishReason: "content_filter"),
        reply(.unknownFinishReason, "SELECT 1", finishReason: "tired"),
        failure(.providerRateLimited, .http(status: 429, retryAfter: nil)),
        failure(.providerFailed, .http(status: 500, retryAfter: nil)),
        failure(.providerRejected, .http(status: 400, retryAfter: nil)),
        failure(.providerCredentials, .http(status: 403, retryAfter: nil)),
        failure(.providerNotFound, .http(status: 404, retryAfter: nil)), failure(.providerUnreachable, .connection),
        failure(.providerTimeout, .timeout),
        failure(.providerUnreadable, .unreadable),
        failure(.providerRedirected, .http(status: 302, retryAfter: nil)),
        failure(.plannerUnavailable, .unavailable("none is configured")),
        Path(
            code: .circuitOpen, stage: .plan, script: [.http(503)],
            requests: [.asking(id: "r-0"), .asking(id: "r-1")], configure: { $0.breaker.failures = 1 },
            hasRetryAfter: true),
        Path(
            code: .plannerStuck, stage: .plan, script: [.hang],
            requests: (0..<65).map { .asking("q \($0)", id: RequestID("r-\($0)"), deadline: .seconds(1)) }),
        Path(code: .questionEmpty, stage: .admit, requests: [.asking(" ")]),
        Path(code: .questionTooLong, stage: .admit, requests: [.asking(String(repeating: "x", count: 32_769))]),
        Path(code: .unknownDatabase, stage: .recall, requests: [.asking(database: "unknown")]),
        Path(code: .toolNotConfigured, stage: .guard, script: [.text(#"{"tool":"rest"}"#)]),
        refused(.sqlEmpty), refused(.sqlTooLong), refused(.sqlNotText), refused(.sqlInvalid),
        refused(.sqlUnknownTable), refused(.multipleStatements), refused(.sqlNotReadOnly), refused(.statementDenied),
        refused(.tableDenied), refused(.columnDenied), refused(.functionDenied), refused(.sqlTooComplex),
        refused(.callerUnknown), refused(.searchEmpty), refused(.searchTooLong), refused(.argumentInvalid),
        refused(.endpointUnknown), failed(.addressDenied), failed(.documentsUnavailable), failed(.serviceUnreachable),
        failed(.serviceFailed), failed(.serviceRejected), failed(.serviceRedirected), failed(.serviceUnreadable),
        failed(.serviceTimeout),
        failed(.sqlFailed),
        failed(.databaseBusy), failed(.databaseUnavailable), failed(.executionBudget),
        Path(code: .cancelled, stage: .plan, script: [.hang], hangsUpAfter: .seconds(1)),
        Path(code: .plannerTimeout, stage: .plan, script: [.hang], configure: { $0.attemptTimeout = .seconds(2) }),
        Path(code: .deadlineExceeded, stage: .plan, script: [.hang], requests: [.asking(deadline: .seconds(2))]),
        Path(
            code: .rateLimited, stage: .admit, requests: [.asking(id: "r-0"), .asking(id: "r-1")],
            configure: { $0.limits.user = RateLimit(requests: 1, per: .seconds(9), burst: 1) }, hasRetryAfter: true),
        Path(
            code: .requestTooLarge, stage: .admit,
            configure: { $0.limits.tokens.tenant = RateLimit(requests: 100, per: .seconds(1), burst: 100) }),
        Path(
            code: .budgetExhausted, stage: .plan, requests: [.asking("q", id: "r-0"), .asking(id: "r-1")],
            configure: {
                $0.budgets.tenant.day = Money(usd: "0.01")
                $0.budgets.estimate = Money(usd: "0.007")
            }, hasRetryAfter: true),
        Path(
            code: .overloaded, stage: .admit, script: [.hang], requests: [.asking("q", id: "r-0"), .asking(id: "r-1")],
            configure: { $0.maximumRequestsInFlight = 1 }, hasRetryAfter: true),
        Path(code: .auditUnavailable, stage: .settle, audit: FullAuditLog(), hasRetryAfter: true),
    ]

    @Test func `every code has its path`() {
        #expect(Set(Self.paths.map(\.code)) == Set(ErrorCode.allCases).subtracting(ErrorCode.ofService))
        #expect(Self.paths.count == ErrorCode.allCases.count - ErrorCode.ofService.count)
    }

    @Test(arguments: paths)
    func `a path ends in its code, and leaves as a problem document`(path: Path) throws {
        let (answer, settled) = try Self.provoke(path)
        let error = try #require(answer.outcome.error)
        #expect(error.code == path.code)
        #expect(error.stage == path.stage)
        #expect((error.retryAfter != nil) == path.hasRetryAfter)

        let data = Data(ProblemDocument(error, request: answer.request).json.utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["code"] as? String == path.code.rawValue)
        #expect(object["status"] as? Int == path.code.status)
        #expect(object["stage"] as? String == path.stage.rawValue)
        #expect((object["retry_after_ms"] is NSNull) != path.hasRetryAfter)
        #expect((object["detail"] as? String)?.isEmpty == false)
        #expect(settled == path.requests.count)
    }

    @Test(.enabled(if: ProblemSchema.canValidate, "\(ProblemSchema.missing)"))
    func `each document is valid under the schema in the repository`() throws {
        let documents = try Self.paths.map { path in
            let answer = try Self.provoke(path).answer
            let json = ProblemDocument(try #require(answer.outcome.error), request: answer.request).json
            return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        }
        for (path, isValid) in zip(Self.paths, try ProblemSchema.validity(of: documents)) {
            #expect(isValid, "\(path.code.rawValue)")
        }
    }

    /// The last answer on a path, and how many requests were settled.
    private static func provoke(_ path: Path) throws -> (answer: Answer, settled: Int) {
        let behaviours = path.behaviour.map { ["SELECT 1": $0] } ?? [:]
        let world = ScriptedWorld(script: path.script, behaviours: behaviours, audit: path.audit) { configuration in
            configuration.retry.retries = 0
            path.configure(&configuration)
        }
        // Two seconds apart; those that are to pile up hang for longer.
        let replies = try world.replies(
            to: path.requests.enumerated().map { number, request in
                .init(at: .seconds(number * 2), request: request, hangsUpAfter: path.hangsUpAfter)
            })
        return (try #require(replies.last).answer, world.log.settled.count)
    }
}
