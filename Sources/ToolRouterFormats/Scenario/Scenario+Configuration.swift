extension Scenario {
    /// The version of the format that is read.
    package static let version = 1

    private static let keys =
        ["version", "description", "traffic"] + RouterSettings.keys + ["gates", "drift", "golden"]
    /// What only a replay needs to know of the tool `sql`.
    private static let sqlKeys = ["duration"]

    /// Reads the scenario whose folder, or whose `scenario.yaml`, is at `path`. It is read strictly: what is not understood
    /// is an error and never ignored. The first error ends it.
    package init(path: String) throws(FileError) {
        let place = ScenarioFolder(path)
        self = try Discretion(about: place.file, "a scenario file", called: "the scenario's folder").reading {
            () throws(FileError) in
            try Scenario(Self.file(place), place)
        }
    }

    /// What stands in the file.
    static func file(_ place: ScenarioFolder) throws(FileError) -> ConfigurationNode {
        guard place.folder.exists else {
            throw FileError(
                aboutFile: place.file, found: "no such folder", expected: "a scenario's folder",
                remedy: "check the path")
        }
        return try ConfigurationNode(yamlFile: place.file, kind: "a scenario file")
    }

    init(_ node: ConfigurationNode, _ place: ScenarioFolder) throws(FileError) {
        var file = try ConfigurationSection(node)
        // First of all, since a newer version may have keys that this one does not know.
        try file.checkVersion(Self.version, of: "scenario.yaml")
        try file.refuseKeys(notIn: Self.keys)
        file = try ConfigurationSection(node.inliningRules(in: place.folder))

        name = place.name
        directory = place.folder.path
        description = try file["description"]?.name("a description", longest: 200)
        traffic = try Self.traffic(file, in: place.folder)
        settings = try RouterSettings(file, in: place.folder, besides: Self.sqlKeys)
        statementDuration = try file["sql"].flatMap(Self.statementDuration) ?? .milliseconds(5)
        gates = try file["gates"].map(Gate.all) ?? []
        shadowGates = try file["gates"].map(ShadowGate.all) ?? []
        casePolicies = try file["gates"].map(CasePolicy.all) ?? []
        liveGate = try file["gates"].flatMap(LiveGate.one)
        let drift = try file["drift"].map { node throws(FileError) in
            try ConfigurationSection(node, keys: ["information", "tolerance"])
        }
        informationalDriftKinds = try InformationalDrift.kinds(drift?["information"])
        tolerance = try drift?["tolerance"].map(DriftTolerance.init) ?? DriftTolerance()
        keepsResults = try file["golden"].map(Self.keepsResults) ?? true
        if !keepsResults { try DriftTolerance.refuseResults(drift?["tolerance"]) }
        listedSettings = SettingsListing.settings(of: file.node)
        faults = place.faults
    }

    private static func traffic(
        _ file: ConfigurationSection, in folder: ConfigurationFolder
    ) throws(FileError) -> [String] {
        guard let node = file["traffic"] else {
            let standard = ConfigurationNode(
                file: file.node.file, path: "traffic", line: file.node.line, column: file.node.column,
                content: .scalar("traffic.jsonl", isPlain: true))
            return [try folder.file(standard, "a recording")]
        }
        let files = try node.someElements("a list of recordings").distinct { entry throws(FileError) in
            try folder.files(entry, "a recording, or a folder of recordings", ending: ".jsonl")
        }
        return files.flatMap { $0 }
    }

    private static func keepsResults(_ golden: ConfigurationNode) throws(FileError) -> Bool {
        let section = try ConfigurationSection(golden, keys: ["results"])
        return try section["results"]?.choice(["on": true, "off": false]) ?? true
    }

    private static func statementDuration(_ sql: ConfigurationNode) throws(FileError) -> Duration? {
        try ConfigurationSection(sql).duration("duration")
    }
}
