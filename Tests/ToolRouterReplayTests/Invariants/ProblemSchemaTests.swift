import Foundation
import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterReplay

/// The schema in the repository, the check in every replay and the codes in the router say the same.
struct ProblemSchemaTests {
    /// What is wrong with a document whose other members are those of a refusal.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let member: String
        /// The value in JSON.
        let value: String
        var isValid = false
    }

    static let faults = [
        Fault(testDescription: "nothing", member: "detail", value: #""another reason""#, isValid: true),
        Fault(testDescription: "a hint", member: "hint", value: #""read another table""#, isValid: true),
        Fault(testDescription: "a wait", member: "retry_after_ms", value: "0", isValid: true),
        Fault(testDescription: "a negative wait", member: "retry_after_ms", value: "-1"),
        Fault(testDescription: "no detail", member: "detail", value: #""""#),
        Fault(testDescription: "as long as allowed", member: "detail", value: long(2_000), isValid: true),
        Fault(testDescription: "too long", member: "detail", value: long(2_001)),
        Fault(testDescription: "an empty hint", member: "hint", value: #""""#),
        Fault(testDescription: "an unknown code", member: "code", value: #""no_idea""#),
        Fault(testDescription: "another code", member: "code", value: #""function_denied""#),
        Fault(testDescription: "another type", member: "type", value: #""urn:toolrouter:error:function_denied""#),
        Fault(testDescription: "another title", member: "title", value: #""function denied""#),
        Fault(testDescription: "another status", member: "status", value: "400"),
        Fault(testDescription: "another class", member: "error", value: #""execution_error""#),
        Fault(testDescription: "another stage of the class", member: "stage", value: #""recall""#, isValid: true),
        Fault(testDescription: "a stage of another class", member: "stage", value: #""plan""#),
        Fault(testDescription: "an unknown stage", member: "stage", value: #""audit""#),
        Fault(testDescription: "another advice", member: "retryable", value: "true"),
        Fault(testDescription: "an instance of nothing", member: "instance", value: #""urn:toolrouter:request:""#),
        Fault(
            testDescription: "a line break in an id", member: "instance", value: #""urn:toolrouter:request:\n1""#,
            isValid: true),
        Fault(testDescription: "no instance", member: "instance", value: #""r-1""#),
        Fault(testDescription: "a short trace", member: "trace_id", value: #""0123456789abcdef""#),
        Fault(
            testDescription: "a trace in capitals", member: "trace_id", value: #""0123456789ABCDEF0123456789ABCDEF""#),
    ]

    private static func long(_ count: Int) -> String { "\"" + String(repeating: "é", count: count) + "\"" }

    @Test(.enabled(if: ProblemSchema.canValidate, "\(ProblemSchema.missing)"))
    func `schema and replay agree on every code at every stage`() throws {
        var documents: [String] = []
        for code in ErrorCode.allCases {
            for stage in Stage.allCases {
                for wait in [Duration?.none, .microseconds(1_500)] {
                    let error = RouterError(code, at: stage, "no", retryAfter: wait)
                    documents.append(ProblemDocument(error, request: "r-\u{1F600}").json)
                }
            }
        }
        let verdicts = try Self.agreed(documents)
        #expect((100..<700).contains(verdicts.count { $0 }))
        #expect(verdicts.count == 1_136)
    }

    @Test(.enabled(if: ProblemSchema.canValidate, "\(ProblemSchema.missing)"))
    func `schema and replay agree on what is wrong`() throws {
        let verdicts = try Self.agreed(Self.faults.map { try Self.document($0.member, $0.value) })
        for (fault, isValid) in zip(Self.faults, verdicts) {
            #expect(isValid == fault.isValid, "\(fault.testDescription)")
        }
    }

    @Test(.enabled(if: ProblemSchema.canValidate, "\(ProblemSchema.missing)"))
    func `no member is missing or unknown, and none is of another type`() throws {
        let valid = try Self.object(try Self.document("hint", "null"))
        var documents: [[String: Any]] = []
        for name in valid.keys.sorted() {
            documents.append(valid.filter { $0.key != name })
            documents.append(valid.merging([name: ["a"]]) { $1 })
        }
        documents.append(valid.merging(["sql": "SELECT 1"]) { $1 })
        #expect(try ProblemSchema.validity(of: [valid]) == [true])
        #expect(try ProblemSchema.validity(of: documents).allSatisfy { !$0 })
        #expect(documents.count == 25)
    }

    /// A refusal, one of whose members is replaced.
    private static func document(_ member: String, _ value: String) throws -> String {
        let refusal = ProblemDocument(RouterError(.tableDenied, at: .guard, "no"), request: "r-1").json
        var object = try object(refusal)
        try #require(object[member] != nil, "\(member)")
        object[member] = try JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    private static func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    /// Which documents both the schema and the replay's check find valid; expects them to agree.
    private static func agreed(_ documents: [String]) throws -> [Bool] {
        let verdicts = try ProblemSchema.validity(of: documents.map(object))
        for (document, isValid) in zip(documents, verdicts) {
            let members = try JSONDecoder().decode(ProblemMembers.self, from: Data(document.utf8))
            let fault = ProblemContract.fault(in: members)
            #expect((fault == nil) == isValid, "\(document.prefix(300)): \(fault.map { "\($0)" } ?? "no fault")")
        }
        return verdicts
    }
}
