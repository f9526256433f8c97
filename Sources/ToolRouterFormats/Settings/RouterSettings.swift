package import SQLSandbox
package import ToolRouter

/// What a replay and a server have in common: which databases a router serves, which planners it asks, and how it
/// decides.
package struct RouterSettings: Sendable {
    /// The databases served, sorted by name, with the absolute path of an SQLite file or an SQL script; at least one.
    package var databases: [(name: DatabaseName, path: String)]
    /// The tools besides `sql` that the configuration switches on.
    package var tools: [any ToolSettings] = []
    /// What statements may touch and spend, in all of them.
    package var sql = SandboxPolicy()
    /// The roles there are, sorted by name. Who has none may what everybody may.
    package var roles: [RoleSettings] = []
    /// The planner that serves.
    package var planner: PlannerSettings
    /// The planners that are asked when those before them can't, in this order.
    package var nextPlanners: [PlannerSettings] = []
    /// The candidate planners, sorted by name, the first planner asked a second time among them.
    package var shadows: [ShadowSettings] = []
    /// The answer cache; nil when it is switched off.
    package var cache: CacheSettings? = CacheSettings()
    /// How the router decides, with seed, deadlines, retries, breaker, limits, rules and prices.
    package var router = RouterConfiguration()
    /// The absolute path of the file of prices; nil when there is none.
    package var priceFile: String?

    package init(databases: [(name: DatabaseName, path: String)], planner: PlannerSettings) {
        self.databases = databases
        self.planner = planner
    }
}

extension RouterSettings {
    /// The planners that serve, in the order in which they are asked.
    package var planners: [PlannerSettings] { [planner] + nextPlanners }

    /// The keys of the sections that are read here.
    package static let keys: [String] =
        [
            "seed", "databases", "sql", "roles", "planner", "breaker", "cache", "limits", "budgets", "load", "stores",
            "rules", "rules_margin", "prices", "shadow", "self_noise",
        ] + ToolKinds.keys

    /// Reads the sections of a file in `folder`. The file may have other keys, which its own reader reads.
    ///
    /// - Parameter sqlKeys: keys under `sql` that the file's own reader reads.
    package init(
        _ file: ConfigurationSection, in folder: ConfigurationFolder, besides sqlKeys: [String] = []
    ) throws(FileError) {
        let databases = try Self.databases(file, in: folder)
        let sql = try file["sql"].map { node throws(FileError) in
            try SandboxPolicy(node, besides: sqlKeys)
        }
        let planners = try file.required("planner", "a mapping with the planner's name")
        let planner = try PlannerSettings(planners)
        self.init(databases: databases, planner: planner)
        if let next = try ConfigurationSection(planners)["next"] {
            nextPlanners = try PlannerSettings.next(next, after: planner.name)
        }
        if let sql { self.sql = sql }
        tools = try ToolKinds.settings(file, in: folder)
        router = try RouterConfiguration(file)
        for planner in nextPlanners { router.attemptTimeouts[planner.name] = planner.attemptTimeout }
        if let prices = file["prices"] {
            let prices = try PriceSettings(prices, in: folder)
            router.prices = prices.catalogue
            router.budgets.worstCase = prices.worstCase
            priceFile = prices.file
        }
        if let node = file["roles"] {
            (roles, router.limits.roles) = try RoleSettings.all(node, common: self.sql)
            router.roles = Set(roles.map(\.name))
        }
        if let cache = file["cache"] { self.cache = try CacheSettings(cache) }
        if let shadow = file["shadow"] { shadows = try ShadowSettings.all(shadow, besides: self.planners) }
        if let noise = file["self_noise"] {
            let noise = try ShadowSettings.selfNoise(
                noise, of: self.planners,
                attemptTimeout: router.attemptTimeout)
            shadows = (shadows + [noise]).sorted { $0.name < $1.name }
        }
        try checkBudgets(file)
    }

    private static func databases(
        _ file: ConfigurationSection, in folder: ConfigurationFolder
    ) throws(FileError) -> [(name: DatabaseName, path: String)] {
        let node = try file.required("databases", "a mapping of names to databases")
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
