import ToolRouter

/// Reads `scenario.yaml` strictly: what it does not understand is an error, never ignored.
package enum ScenarioReader {
    /// The version of the format that is read.
    package static let version = 1

    private static let keys = [
        "version", "description", "traffic", "seed", "databases", "sql", "planner", "breaker", "cache", "limits",
        "rules", "prices", "shadow", "gates", "drift",
    ]

    /// Reads the scenario whose folder, or whose file, is at `directory`. The first error ends it.
    package static func read(directory: String) throws(ConfigurationError) -> Scenario {
        let folder = ScenarioFolder(directory)
        guard folder.exists else {
            throw ConfigurationError(
                file: folder.file, found: "no such folder", expected: "a scenario's folder", remedy: "check the path")
        }
        return try scenario(ConfigurationNode(yamlFile: folder.file, kind: "a scenario file"), in: folder)
    }

    private static func scenario(
        _ node: ConfigurationNode, in folder: ScenarioFolder
    ) throws(ConfigurationError) -> Scenario {
        let section = try ConfigurationSection(node)
        // First of all, since a newer version may have keys that this one does not know.
        try section.checkVersion(version, of: "scenario.yaml")
        try section.refuseKeys(notIn: keys)

        var router = RouterConfiguration()
        let description = try section["description"]?.name("a description", longest: 200)
        router.seed = try section["seed"].map(seed) ?? 0
        let traffic = try traffic(section, in: folder)
        let databases = try databases(section, in: folder)
        let sql = try section["sql"].map(SQLSettings.init) ?? SQLSettings()
        let planner = try PlannerSettings(
            section.required("planner", "a mapping with the planner's name"), router: &router)
        if let breaker = section["breaker"] { router.breaker = try CircuitBreakerConfiguration(breaker) }
        if let limits = section["limits"] { router.limits = try RateLimits(limits) }
        if let rules = section["rules"] { router.rules = try RuleSet(rules) }
        if let prices = section["prices"] { router.prices = try PriceCatalogue(prices) }
        var cache: CacheSettings? = CacheSettings()
        if let node = section["cache"] { cache = try CacheSettings.read(node, router: &router) }
        var shadows = [ShadowSettings]()
        if let shadow = section["shadow"] { shadows = try ShadowSettings.all(shadow, planner: planner.name) }

        return Scenario(
            name: folder.name, directory: folder.directory, description: description, traffic: traffic,
            seed: router.seed, databases: databases, sql: sql, planner: planner, router: router,
            cache: cache, shadows: shadows,
            gates: try section["gates"].map(Gate.all) ?? [],
            informationalDriftKinds: try section["drift"].map(DriftTolerance.information) ?? DriftTolerance.standard,
            faults: folder.faults)
    }

    private static func seed(_ node: ConfigurationNode) throws(ConfigurationError) -> UInt64 {
        let expected = "a whole number from 0 to \(UInt64.max), or the 40 digits of a commit hash"
        guard let seed = SeedText.parse(try node.text(expected)) else {
            throw node.fault(expected: expected, remedy: "correct it")
        }
        return seed
    }

    private static func traffic(
        _ section: ConfigurationSection, in folder: ScenarioFolder
    ) throws(ConfigurationError) -> [String] {
        guard let node = section["traffic"] else {
            let file = ConfigurationNode(
                file: section.node.file, path: "traffic", line: section.node.line, column: section.node.column,
                content: .scalar("traffic.jsonl", isPlain: true))
            return [try folder.file(file, "a recording")]
        }
        return try node.someElements("a list of recordings").distinct { file throws(ConfigurationError) in
            try folder.file(file, "a recording")
        }
    }

    private static func databases(
        _ section: ConfigurationSection, in folder: ScenarioFolder
    ) throws(ConfigurationError) -> [(name: DatabaseName, path: String)] {
        let node = try section.required("databases", "a mapping of names to databases")
        var databases = [(name: DatabaseName, path: String)]()
        for entry in try node.someEntries("a mapping of names to databases") {
            let path = try folder.file(entry.value, "an .sqlite, .db or .sql file")
            guard [".sqlite", ".db", ".sql"].contains(where: path.hasSuffix) else {
                throw entry.value.fault(expected: "an .sqlite, .db or .sql file", remedy: "name another file")
            }
            databases.append((DatabaseName(entry.name), path))
        }
        return databases.sorted { $0.name < $1.name }
    }
}
