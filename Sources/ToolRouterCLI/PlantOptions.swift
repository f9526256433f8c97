import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay

/// Plants a bug, to see an invariant break: hidden, since it is of no use for work. `list` prints what there is.
struct PlantOptions: ParsableArguments {
    /// The option, as reports name it.
    static let name = "--plant"

    /// What stands in the place of a bug to have all of them listed.
    private static let list = "list"

    @Option(help: ArgumentHelp("Plant this bug around the router.", visibility: .hidden))
    var plant: String?

    func validate() throws {
        guard let plant else { return }
        if plant == Self.list { throw CleanExit.message(PlantedBugs.listing) }
        if PlantedBugs.named(plant) != nil { return }
        throw ValidationError("no bug is named \(Excerpt.of(plant)); there are \(PlantedBugs.names)")
    }

    /// What goes around the seams.
    var decorations: [any WorldDecoration] {
        plant.flatMap(PlantedBugs.named).map { [$0] } ?? []
    }

    /// What a person is told of a bug that one replay does not show; nil where it does.
    ///
    /// - Parameter comparesReplays: whether a second replay is made of the same.
    func warning(comparesReplays: Bool) -> String? {
        guard let bug = plant.flatMap(PlantedBugs.named), let reason = type(of: bug).isNotSeenAlone else { return nil }
        let isCompared = comparesReplays && type(of: bug).invariant == RunComparison.sameBytes
        let remedy = type(of: bug).invariant == RunComparison.sameBytes ? "add --check-determinism" : "compare them"
        return isCompared ? nil : "this replay does not show \(type(of: bug).name): \(reason); \(remedy)"
    }

    /// The option that plants the same bug.
    var arguments: [String] {
        plant.map { [Self.name, $0] } ?? []
    }
}
