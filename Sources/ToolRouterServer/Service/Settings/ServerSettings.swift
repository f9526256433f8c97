import Foundation
import ToolRouter
package import ToolRouterFormats

/// What `server.yaml` says: the settings of a router, as a scenario has them, and what only a server has.
package struct ServerSettings: Sendable {
    /// The path of the file, as it was given.
    package var file: String
    /// The absolute path of its folder, from which the paths in it start.
    package var directory: String
    /// Which databases are served, which planners are asked, and how is decided.
    package var router: RouterSettings
    /// Where it listens, and what it bears.
    package var http = HTTPSettings()
    /// Who may ask.
    package var identity = IdentitySettings()
    /// The proxies whose word on a client's address counts.
    package var proxies = TrustedProxies()
    /// The services that planners ask; nil where planners are made in another way.
    package var providers: Providers?
    /// The Redis that answers and allowances are shared in; nil where they stay in the process.
    package var redis: RedisSettings?
    /// Where records of answers go; nil where they go nowhere.
    package var audit: AuditSection?
    /// What is recorded; nil records nothing.
    package var record: RecordSettings?
    /// What a recording says of these settings; nil where they were read from no file.
    package var source: RecordingSource?
    /// On what statements run.
    package var lanes = LaneSettings()
    /// What is written to the log.
    package var log = LogSettings()
    /// Who may read the metrics.
    package var metrics = MetricsSettings()
    /// How long requests under way may still take once the server is told to end.
    package var drain = Duration.seconds(20)
    /// Questions that the front page suggests.
    package var examples: [String] = []

    /// Settings with the defaults.
    package init(file: String, directory: String, router: RouterSettings) {
        self.file = file
        self.directory = directory
        self.router = router
    }
}

extension ServerSettings {
    /// The version of the format that is read.
    package static let version = 1
    /// What error messages call such a file.
    static let kind = "a server's configuration"

    /// The keys at the top of the file.
    package static let keys =
        ["version"] + RouterSettings.keys + ["http"] + IdentitySettings.keys
        + ["providers", "redis", "audit", "record", "lanes", "log", "metrics", "drain", "examples"]

    /// The most examples.
    private static let mostExamples = 20

    /// Reads the file at `path`, strictly: what is not understood is an error and never ignored. The first error ends it.
    package init(path: String) throws(FileError) {
        try self.init(ConfigurationNode(yamlFile: path, kind: Self.kind), path)
    }

    init(_ node: ConfigurationNode, _ path: String) throws(FileError) {
        var file = try ConfigurationSection(node)
        // First of all, since a newer version may have keys that this one does not know.
        try file.checkVersion(Self.version, of: "server.yaml")
        try file.refuseKeys(notIn: Self.keys)
        let folder = Self.folder(of: path)
        let node = try node.inliningRules(in: folder)
        file = try ConfigurationSection(node)
        self.init(file: path, directory: folder.path, router: try RouterSettings(file, in: folder))
        // A seed that everybody knows would let callers choose the places of their keys in the limiter's table.
        if file["seed"] == nil { router.router.seed = .random(in: 0...UInt64.max) }
        if let http = file["http"] {
            self.http = try HTTPSettings(http, in: folder)
            if let networks = try ConfigurationSection(http)["trusted_proxies"] {
                proxies = try TrustedProxies(networks)
            }
        }
        identity = try IdentitySettings(file, in: folder, roles: Set(router.roles.map(\.name)))
        let providers = try Providers.read(file.required("providers", "a mapping of names to providers"), in: folder)
        try Self.check(router, file, providers)
        self.providers = providers
        if let node = file["redis"] { redis = try RedisSettings(node, in: folder) }
        audit = .usual(in: folder)
        if let node = file["audit"] { audit = try AuditSection.read(node, in: folder) }
        if let node = file["record"] { record = try RecordSettings(node, in: folder) }
        source = RecordingSource(node: node)
        if let node = file["lanes"] { lanes = try LaneSettings(node) }
        if let node = file["log"] { log = try LogSettings(node) }
        if let node = file["metrics"] { metrics = try MetricsSettings(node) }
        if let drain = try file.duration("drain") { self.drain = drain }
        if let node = file["examples"] { examples = try Self.examples(node) }
    }

    /// Refuses planners whose provider is not there.
    private static func check(
        _ router: RouterSettings, _ file: ConfigurationSection, _ providers: Providers
    ) throws(FileError) {
        // What stands in for a planner at fault has no provider.
        guard file["planner"]?.file == file.node.file else { return }
        try LivePlanners.check(router, providers: providers)
    }

    private static func folder(of path: String) -> ConfigurationFolder {
        ConfigurationFolder(
            URL(filePath: path, directoryHint: .notDirectory).deletingLastPathComponent(),
            called: "the folder of the configuration")
    }

    private static func examples(_ node: ConfigurationNode) throws(FileError) -> [String] {
        let elements = try node.someElements("a list of questions")
        guard elements.count <= mostExamples else {
            throw node.fault(
                found: "\(elements.count) questions", expected: "at most \(mostExamples)", remedy: "keep the best")
        }
        return try elements.distinct { node throws(FileError) in try node.name("a question", longest: 200) }
    }
}

extension ServerSettings {
    /// Reads the file at `path` to its end, whatever is at fault.
    ///
    /// - Returns: the settings without what is at fault, so possibly without some databases, nil where nothing can be made
    ///   of it; and all faults.
    package static func readingAll(path: String) throws(FileError) -> (settings: ServerSettings?, faults: [FileError]) {
        let scratch = try OutputFolder.scratch()
        let file = scratch.path + "/none.sql"
        try OutputFile.write("\n", to: file)
        let node: ConfigurationNode
        let standIns: ConfigurationNode
        do throws(FileError) {
            node = try ConfigurationNode(yamlFile: path, kind: kind)
            standIns = try ConfigurationNode(
                yaml:
                    "version: \(version)\ndatabases: {none: \(file)}\nplanner: {name: none}\nproviders: {none: {api: openai-chat}}\n",
                file: file)
        } catch {
            return (nil, [error])
        }
        let found = ConfigurationFaults.all(in: node, standIns: standIns) { node throws(FileError) in
            try ServerSettings(node, path)
        }
        var settings = found.result
        settings?.router.databases.removeAll { $0.path == file }
        return (settings, found.faults)
    }

    /// Whether the file at `path` looks like a server's configuration: by its name, or by the sections that only such a
    /// file has beside a scenario.
    package static func isLikely(path: String) -> Bool {
        let name = (path as NSString).lastPathComponent
        if ["server.yaml", "server.yml"].contains(name) { return true }
        guard let node = try? ConfigurationNode(yamlFile: path, kind: kind), let file = try? ConfigurationSection(node)
        else { return false }
        return ["databases", "planner", "http", "keys", "providers"].contains { file[$0] != nil }
    }
}
