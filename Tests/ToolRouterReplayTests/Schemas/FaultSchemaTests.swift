import Testing
import ToolRouter

@testable import ToolRouterReplay

/// The schema of fault plans lists the parameters of each kind, beside the keys that every rule has.
@Suite struct FaultSchemaTests {
    @Test func `every parameter of every kind is a member of a rule, and no other is`() throws {
        let parameters = Set(FaultKinds.all.flatMap { $0.parameters })
        let common: Set = ["name", "target", "kind", "odds", "window", "leads_to", "tenant", "user", "question"]
        #expect(
            try SchemaFile("faults").members("definitions.rule") == parameters.union(common).sorted())
    }
}
