import ToolRouter

extension CircuitBreakerConfiguration {
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        self.init()
        let section = try ConfigurationSection(node, keys: ["failures", "window", "open_for", "probes"])
        if let failures = try section.integer("failures", in: 1...1_000) { self.failures = failures }
        if let window = try section.duration("window") { self.window = window }
        if let openFor = try section.duration("open_for") { self.openFor = openFor }
        if let probes = try section.integer("probes", in: 1...100) { self.probes = probes }
    }
}
