import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay

/// Plants a bug, to see an invariant break: hidden, since it is of no use for work.
struct PlantOptions: ParsableArguments {
    /// The option, as reports name it.
    static let name = "--plant"

    @Option(help: ArgumentHelp("Plant this bug around the router.", visibility: .hidden))
    var plant: String?

    func validate() throws {
        guard let plant, PlantedBugs.named(plant) == nil else { return }
        throw ValidationError("no bug is named \(Excerpt.of(plant)); there are \(PlantedBugs.names)")
    }

    /// What goes around the seams.
    var decorations: [any WorldDecoration] {
        plant.flatMap(PlantedBugs.named).map { [$0] } ?? []
    }

    /// The option that plants the same bug.
    var arguments: [String] {
        plant.map { [Self.name, $0] } ?? []
    }
}
