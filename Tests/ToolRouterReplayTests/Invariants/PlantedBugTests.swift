import Testing
import ToolRouter

@testable import ToolRouterReplay

struct PlantedBugTests {
    @Test func `every invariant has a planted bug that breaks it`() {
        let invariants = Invariants.all(RouterConfiguration(), cache: nil).map { type(of: $0).name }
        #expect(Set(PlantedBugs.all.map { $0.invariant }) == Set(invariants))
    }

    @Test func `a bug is found by its name, and no two share one`() throws {
        let names = PlantedBugs.all.map { $0.name }
        #expect(Set(names).count == names.count)
        for name in names { #expect(type(of: try #require(PlantedBugs.named(name))).name == name) }
        #expect(PlantedBugs.named("no-such-bug") == nil)
    }
}
