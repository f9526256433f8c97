import ToolRouter

extension StoreSettings {
    private static let keys = ["budget", "replicas", "failures", "window", "open_for", "max_open"]

    /// Reads the section `stores`: how a router gets on with stores outside of its process.
    init(_ node: ConfigurationNode) throws(FileError) {
        self.init()
        let section = try ConfigurationSection(node, keys: Self.keys)
        if let budget = try section.duration("budget") { self.budget = budget }
        if let replicas = try section.integer("replicas", in: 1...1_000) { self.replicas = replicas }
        if let failures = try section.integer("failures", in: 1...1_000) { breaker.failures = failures }
        if let window = try section.duration("window") { breaker.window = window }
        if let openFor = try section.duration("open_for") { breaker.openFor = openFor }
        breaker.maximumOpen = max(breaker.maximumOpen, breaker.openFor)
        guard let node = section["max_open"] else { return }
        breaker.maximumOpen = try node.duration()
        guard breaker.maximumOpen >= breaker.openFor else {
            throw node.fault(
                expected: "at least `open_for`, \(DurationText.format(breaker.openFor))",
                remedy: "correct the duration")
        }
    }
}
