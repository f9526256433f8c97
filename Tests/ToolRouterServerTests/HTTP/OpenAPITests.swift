import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// `openapi.yaml` against the lists that the code has.
@Suite struct OpenAPITests {
    private let document: OpenAPIDocument

    init() throws {
        document = try OpenAPIDocument()
    }

    private func enumeration(_ keys: String...) throws -> Set<String> {
        let node = try keys.reduce(document.node("components", "schemas")) { try #require($0.member($1), "\(keys)") }
        let words = try #require(node.member("enum")).elements.compactMap(\.scalar)
        #expect(Set(words).count == words.count, "something stands twice in \(keys)")
        return Set(words).subtracting(["null"])
    }

    @Test func `a problem has the codes, the classes and the stages that there are`() throws {
        #expect(try enumeration("Problem", "properties", "code") == Set(ErrorCode.allCases.map(\.rawValue)))
        #expect(try enumeration("Problem", "properties", "error") == Set(ErrorKind.allCases.map(\.rawValue)))
        let stages = Set(Stage.allCases.map(\.rawValue))
        #expect(try enumeration("Problem", "properties", "stage") == stages.subtracting(["shadow"]))
    }

    @Test func `an answer has the words that there are`() throws {
        #expect(try enumeration("Answer", "properties", "source") == Set(AnswerSource.allCases.map(\.rawValue)))
        #expect(try enumeration("Answer", "properties", "degraded") == Set(Degradation.allCases.map(\.rawValue)))
        #expect(try enumeration("Answer", "properties", "clarification") == Set(Clarification.allCases.map(\.rawValue)))
        #expect(try enumeration("Answer", "properties", "cost_status") == Set(CostStatus.allCases.map(\.rawValue)))
        #expect(try enumeration("Breaker", "properties", "state") == Set(CircuitBreakerState.allCases.map(\.rawValue)))
    }

    @Test func `every reference leads somewhere`() throws {
        let references = document.references
        #expect(references.count > 40)
        for reference in Set(references) {
            let keys = reference.split(separator: "/").map(String.init)
            #expect(keys.first == "#")
            let target = keys.dropFirst().reduce(Optional(document.root)) { $0?.member($1) }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func `each part is used`() throws {
        let references = Set(document.references)
        for kind in ["parameters", "headers", "responses", "schemas"] {
            for (name, _) in try document.node("components", kind).members {
                #expect(references.contains("#/components/\(kind)/\(name)"), "\(kind)/\(name)")
            }
        }
    }

    @Test func `each operation has a name of its own, a summary and an answer`() throws {
        let operations = try document.operations()
        var names: Set<String> = []
        for (operation, said) in operations {
            let name = try #require(said.member("operationId")?.scalar, "\(operation)")
            #expect(names.insert(name).inserted, "\(name) twice")
            #expect(said.member("summary")?.scalar?.isEmpty == false, "\(operation)")
            #expect(said.member("responses")?.member("200") != nil, "\(operation)")
        }
    }

    @Test func `what needs no key says so, and operating needs one`() throws {
        let operations = try document.operations()
        let open = operations.filter { ["/", "/healthz", "/readyz", "/v1/openapi.yaml"].contains(path($0.key)) }
        #expect(open.count == 4)
        for (operation, said) in open {
            let schemes = try #require(said.member("security"), "\(operation)").elements
            #expect(
                schemes.allSatisfy(\.members.isEmpty) && said.member("responses")?.member("401") == nil, "\(operation)")
        }
        for (operation, said) in operations where open[operation] == nil {
            #expect(said.member("responses")?.member("401") != nil, "\(operation)")
        }
        for operation in ["POST /v1/breakers/{name}", "POST /v1/prices/reload"] {
            let said = try #require(operations[operation])
            let schemes = try #require(said.member("security")).elements
            #expect(schemes.allSatisfy { !$0.members.isEmpty } && said.member("responses")?.member("403") != nil)
        }
    }

    private func path(_ operation: String) -> String { String(operation.split(separator: " ")[1]) }
}
