extension Scenario {
    /// Reads the scenario at `path` to the end of its file, whatever is at fault.
    ///
    /// - Returns: the scenario without what is at fault, so possibly without some databases and recordings, nil where nothing
    ///   can be made of it; and all faults.
    package static func readingAll(
        path: String
    ) throws(FileError) -> (scenario: Scenario?, faults: [FileError]) {
        let place = ScenarioFolder(path)
        let discretion = Discretion(about: place.file, "a scenario file", called: "the scenario's folder")
        let scratch = try OutputFolder.scratch()
        let file = scratch.path + "/none.sql"
        try OutputFile.write("\n", to: file)
        let node: ConfigurationNode
        let standIns: ConfigurationNode
        do throws(FileError) {
            node = try Scenario.file(place)
            standIns = try ConfigurationNode(
                yaml: "version: \(version)\ntraffic: [\(file)]\ndatabases: {none: \(file)}\nplanner: {name: none}\n",
                file: file)
        } catch {
            return (nil, [discretion.applied(to: error)])
        }
        let found = ConfigurationFaults.all(in: node, standIns: standIns) { node throws(FileError) in
            try Scenario(node, place)
        }
        var scenario = found.result
        scenario?.traffic.removeAll { $0 == file }
        scenario?.settings.databases.removeAll { $0.path == file }
        return (scenario, found.faults.map(discretion.applied(to:)))
    }
}
