import NIOHTTP1
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

    @Test func `the status has the steps and ends of a candidate's requests that there are`() throws {
        let shadows = ["components", "schemas", "Status", "properties", "shadows", "items", "properties"]
            .reduce(Optional(document.root)) { $0?.member($1) }
        let names = Set(try #require(shadows).members.map(\.0))
        #expect(names.isSuperset(of: ShadowStep.allCases.map(\.rawValue)))
        let ends = shadows?.member("ends")
        #expect(
            Set(try #require(ends?.member("properties")).members.map(\.0)) == Set(ShadowEnd.allCases.map(\.rawValue)))
        #expect(
            Set(try #require(ends?.member("required")).elements.compactMap(\.scalar))
                == Set(ShadowEnd.allCases.map(\.rawValue)))
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

    @Test func `the document has the routes that there are, and says who may ask`() throws {
        let operations = try document.operations()
        #expect(Set(operations.keys) == Set(ServiceRoutes.all.map { "\($0.method.rawValue) \($0.path)" }))
        let usual = try document.node("security")
        for route in ServiceRoutes.all {
            let name = "\(route.method.rawValue) \(route.path)"
            let said = try #require(operations[name], "\(name)")
            let schemes = (said.member("security") ?? usual).elements
            let (works, needs) = (schemes.contains(where: \.members.isEmpty), !schemes.allSatisfy(\.members.isEmpty))
            let statuses = Set(try #require(said.member("responses"), "\(name)").members.map(\.0))
            switch route.access {
            case .open: #expect(works && !needs && !statuses.contains("401"), "\(name)")
            case .key, .metrics: #expect(works && needs && statuses.contains("401"), "\(name)")
            case .admin: #expect(!works && needs && statuses.isSuperset(of: ["401", "403"]), "\(name)")
            }
        }
    }

    @Test func `whatever is named in a path is described, and what is in a body is JSON`() throws {
        for (name, said) in try document.operations() {
            let parameters = (said.member("parameters")?.elements ?? []).compactMap { $0.member("name")?.scalar }
            let named = name.matches(of: /{([a-z]+)}/).map { String($0.1) }
            #expect(named.allSatisfy(parameters.contains), "\(name)")
            let types = said.member("requestBody")?.member("content")?.members.map(\.0) ?? ["application/json"]
            #expect(types == ["application/json"], "\(name)")
        }
    }
}
