import Foundation
import RouterTesting
import Testing
import ToolRouter

struct ProblemDocumentTests {
    /// The members every problem document has, as the contract with clients lists them.
    private static let members: Set<String> = [
        "type", "title", "status", "detail", "instance", "error", "code", "stage", "retryable", "retry_after_ms",
        "hint", "trace_id",
    ]

    private static func object(_ document: ProblemDocument) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(document.json.utf8)) as? [String: Any])
    }

    @Test(arguments: ErrorCode.allCases)
    func `every code has the documented members`(code: ErrorCode) throws {
        let error = RouterError(
            code, at: .guard, "what \"happened\"\n", hint: "do this", retryAfter: .microseconds(1_500_001))
        let object = try Self.object(ProblemDocument(error, request: "r-17"))
        #expect(Set(object.keys) == Self.members)
        #expect(object["type"] as? String == "urn:toolrouter:error:\(code.rawValue)")
        #expect(object["title"] as? String == code.rawValue.split(separator: "_").joined(separator: " "))
        #expect(object["status"] as? Int == code.status)
        #expect(object["detail"] as? String == "what \"happened\"\n")
        #expect(object["instance"] as? String == "urn:toolrouter:request:r-17")
        #expect(object["error"] as? String == code.kind.rawValue)
        #expect(object["code"] as? String == code.rawValue)
        #expect(object["stage"] as? String == "guard")
        #expect(object["retryable"] as? Bool == code.isRetryable)
        #expect(object["retry_after_ms"] as? Int == 1_501, "a wait is rounded up")
        #expect(object["hint"] as? String == "do this")
        let trace = try #require(object["trace_id"] as? String)
        #expect(trace.utf8.count == 32 && trace.allSatisfy { "0123456789abcdef".contains($0) }, "\(trace)")
    }

    @Test(arguments: ErrorCode.allCases)
    func `what is not known is null, not absent`(code: ErrorCode) throws {
        let object = try Self.object(ProblemDocument(RouterError(code, at: .run, "no"), request: "r-17"))
        #expect(Set(object.keys) == Self.members)
        #expect(object["retry_after_ms"] is NSNull)
        #expect(object["hint"] is NSNull)
    }

    /// The documented statuses of each class.
    @Test(arguments: [
        (ErrorKind.validationError, [400, 401, 403, 404, 405, 413, 415, 422, 431], "refused"),
        (.rateLimitError, [429, 503], "refused"),
        (.plannerError, [502, 503], "failed"), (.executionError, [499, 500, 503], "failed"),
        (.timeoutError, [408, 504], "failed"),
    ])
    func `the class says which statuses there are and whether it is a refusal`(
        row: (kind: ErrorKind, statuses: [Int], outcome: String)
    ) {
        let codes = ErrorCode.allCases.filter { $0.kind == row.kind }
        #expect(Set(codes.map(\.status)).sorted() == row.statuses)
        for code in codes {
            #expect(Answer.Outcome(RouterError(code, at: .run, "no")).name == row.outcome, "\(code)")
        }
    }

    @Test(arguments: [
        (ErrorCode.questionEmpty, 400), (.unknownDatabase, 400), (.questionTooLong, 413), (.toolNotConfigured, 422),
        (.sqlInvalid, 422), (.rateLimited, 429), (.cancelled, 499), (.sqlFailed, 500), (.providerFailed, 502),
        (.proseReply, 502), (.circuitOpen, 503), (.databaseBusy, 503), (.databaseUnavailable, 503),
        (.plannerTimeout, 504), (.deadlineExceeded, 504), (.executionBudget, 504),
    ])
    func `the status belongs to the code`(row: (code: ErrorCode, status: Int)) {
        #expect(row.code.status == row.status)
    }

    @Test func `codes are lower-case words, and no two are the same`() {
        let words = ErrorCode.allCases.map(\.rawValue)
        #expect(Set(words).count == words.count)
        for word in words {
            #expect(word.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(word)")
        }
    }

    @Test func `the same request has the same trace, another one another`() throws {
        func trace(_ request: RequestID) throws -> String? {
            let document = ProblemDocument(RouterError(.sqlFailed, at: .run, "no"), request: request)
            return try Self.object(document)["trace_id"] as? String
        }
        #expect(try trace("r-1") == trace("r-1"))
        #expect(try trace("r-1") != trace("r-2"))
    }

    @Test func `the wait of a refusal gets into its document, rounded up to whole milliseconds`() throws {
        let world = ScriptedWorld(.plan()) { configuration in
            configuration.limits.user = RateLimit(requests: 3, per: .seconds(10), burst: 1)
        }
        let replies = try world.replies(to: "q", times: 2, every: .zero)
        let error = try #require(replies[1].answer.outcome.error)
        let object = try Self.object(ProblemDocument(error, request: replies[1].answer.request))
        #expect(object["retry_after_ms"] as? Int == 3_334)
        #expect(object["instance"] as? String == "urn:toolrouter:request:r-1")
        #expect(object["status"] as? Int == 429)
    }
}
