package import ToolRouter

/// How far one figure of a run may move from its golden before the run fails.
package struct Gate: Hashable, Sendable {
    /// The figure.
    package var metric: Metric
    /// The way it must not go, and how far it may.
    package var direction: Direction

    /// A figure of a run.
    package enum Metric: String, CaseIterable, Sendable {
        /// The cost of all requests.
        case costUSD = "cost_usd"
        /// The 95th percentile of the latency.
        case latencyP95 = "latency_p95"
        /// Hits in hits and misses.
        case cacheHitRatio = "cache_hit_ratio"
        /// The share of answers whose result is the expected one, strictly compared.
        case accuracyStrict = "accuracy.strict"
        /// The same, compared as the Spider benchmark does.
        case accuracySpider = "accuracy.spider"
    }

    /// The way a figure must not go.
    package enum Direction: Hashable, Sendable {
        /// It may rise by this share of the golden's figure, up to 100 times.
        case maxIncrease(Ratio)
        /// It may fall by this much; the figure is itself a share.
        case maxDrop(Ratio)
    }

    package init(metric: Metric, direction: Direction) {
        self.metric = metric
        self.direction = direction
    }
}

extension Gate {
    /// The keys of all gates, sorted, but for those that a candidate's name is a part of.
    package static let names =
        (Metric.allCases.map(\.rawValue) + CasePolicy.names + [LiveGate.name]).sorted()

    /// Reads the gates on figures, sorted by metric; `ShadowGate`, `CasePolicy` and `LiveGate` read the others.
    static func all(_ node: ConfigurationNode) throws(FileError) -> [Gate] {
        let metrics = Metric.allCases.sorted { $0.rawValue < $1.rawValue }
        let section = try ConfigurationSection(node)
        try refuseKeys(of: node, notIn: names)
        var gates = [Gate]()
        for metric in metrics {
            guard let node = section[metric.rawValue] else { continue }
            gates.append(Gate(metric: metric, direction: try Direction(node, of: metric)))
        }
        return gates
    }

    private static func refuseKeys(of node: ConfigurationNode, notIn keys: [String]) throws(FileError) {
        for entry in try node.entries("a mapping of gates")
        where !keys.contains(entry.name) && !ShadowGate.isName(entry.name) {
            let nearest = Spelling.nearest(to: entry.name, among: keys)
            throw entry.key.fault(
                found: "an unknown key",
                expected: "one of " + keys.map { "`\($0)`" }.joined(separator: ", "),
                remedy: nearest.map { "did you mean `\($0)`?" }
                    ?? "remove it; a gate on a candidate is called shadow.NAME")
        }
    }
}

extension Gate.Direction {
    /// Costs and latencies may not rise, ratios may not drop.
    fileprivate init(_ node: ConfigurationNode, of metric: Gate.Metric) throws(FileError) {
        switch metric {
        case .costUSD, .latencyP95:
            let bound = try ConfigurationSection(node, keys: ["max_increase"])
                .required("max_increase", "the largest increase such as 2%")
            self = .maxIncrease(try bound.ratio(upTo: Ratio(millionths: 100_000_000)))
        case .cacheHitRatio, .accuracyStrict, .accuracySpider:
            let bound = try ConfigurationSection(node, keys: ["max_drop"])
                .required("max_drop", "the largest drop such as 0.02")
            self = .maxDrop(try bound.ratio())
        }
    }
}
