import Foundation
import Testing
import ToolRouter

@testable import ToolRouterReplay

struct PlantedBugTests {
    private static let page = URL(filePath: #filePath)
        .appending(path: "../../../../Sources/ToolRouter/ToolRouter.docc/Invariants.md").standardized

    @Test func `every invariant has a planted bug that breaks it`() {
        let invariants = Invariants.all(RouterConfiguration(), cache: nil).map { type(of: $0).name }
        #expect(Set(PlantedBugs.all.map { $0.invariant }) == Set(invariants + RunComparison.all))
    }

    @Test func `a bug is found by its name, and no two share one`() throws {
        let names = PlantedBugs.all.map { $0.name }
        #expect(Set(names).count == names.count)
        for name in names { #expect(type(of: try #require(PlantedBugs.named(name))).name == name) }
        #expect(PlantedBugs.named("no-such-bug") == nil)
        #expect(PlantedBugs.named("list") == nil, "it stands for all of them")
    }

    @Test func `the list has a line for each bug, with its invariant and why a single replay does not show it`() {
        let lines = PlantedBugs.listing.split(separator: "\n")
        #expect(lines.count == PlantedBugs.all.count)
        for (line, bug) in zip(lines, PlantedBugs.all) {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            #expect(words[0] == bug.name && words[1] == bug.invariant)
            #expect((words.count > 2) == RunComparison.all.contains(bug.invariant), "\(line)")
        }
    }

    @Test func `the documentation has a row for each bug and each invariant, in their order`() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").map { $0.filter { !" `".contains($0) } }
        }
        let invariants = Invariants.all(RouterConfiguration(), cache: nil).map { type(of: $0).name } + RunComparison.all
        #expect(rows.prefix(invariants.count).map { $0[0] } == invariants)
        #expect(
            rows.dropFirst(invariants.count).map { [$0[0], $0[1]] } == PlantedBugs.all.map { [$0.name, $0.invariant] })
        let promised = page.split(separator: "\n").filter { $0.hasPrefix("|") && !$0.hasPrefix("| `") }.joined()
        for name in RunComparison.all + ["bounded", "converges"] { #expect(promised.contains("`\(name)`")) }
    }
}
