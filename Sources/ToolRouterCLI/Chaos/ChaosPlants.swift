import ToolRouterReplay

/// The words of `--plant` that name no bug, and the list of those that do.
enum ChaosPlants {
    /// Lists the bugs.
    static let list = "list"
    /// Tries each of them.
    static let all = "all"

    /// Prints each bug, and the invariant that finds it, as two words.
    static func printList() {
        let rows = PlantedBugs.all.map { [$0.name, $0.invariant] }
        for line in TextTable(rows, numbers: []).lines { Console.print(line) }
    }
}
