import ArgumentParser
import RandomScenarios
import ToolRouterReplay

/// What can be planted: the bugs that break an invariant, and the troubles that no invariant sees.
enum PlantedTrouble {
    static func named(_ name: String) throws -> any WorldDecoration {
        if let bug = PlantedBugs.named(name) { return bug }
        if let trouble = Trouble(rawValue: name) { return trouble }
        let names = PlantedBugs.names + ", " + Trouble.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("nothing to plant is called \(name); there are \(names)")
    }
}
