import ToolRouter

extension CircuitBreakerConfiguration {
    private static let keys = [
        "mode", "failures", "window", "consecutive_failures", "failure_ratio", "slow_ratio", "slow_call",
        "minimum_calls", "open_for", "open_growth", "longest_open", "open_jitter", "probes", "verdict",
    ]

    init(_ node: ConfigurationNode) throws(FileError) {
        self.init()
        let section = try ConfigurationSection(node, keys: Self.keys)
        if let mode = section["mode"] { self.mode = try mode.choice(Self.modes) }
        try readTriggers(section)
        try readOpenTime(section)
        if let probes = try section.integer("probes", in: 1...100) { self.probes = probes }
        if let verdict = section["verdict"] {
            self.verdict = try verdict.choice(["first_failure": .firstFailure, "ratio": .ratio])
            guard self.verdict != .ratio || failureRatio != nil || slowRatio != nil else {
                throw verdict.fault(
                    expected: "`first_failure`, since neither `failure_ratio` nor `slow_ratio` is set",
                    remedy: "add one of them, or remove the key")
            }
        }
    }

    private static let modes: KeyValuePairs<String, CircuitBreakerMode> = [
        "automatic": .automatic, "forced_open": .forcedOpen, "forced_closed": .forcedClosed, "disabled": .disabled,
    ]

    private mutating func readTriggers(_ section: ConfigurationSection) throws(FileError) {
        if let failures = section["failures"] {
            if case .scalar("off", _) = failures.content {
                self.failures = nil
            } else {
                self.failures = try failures.integer(in: 1...1_000)
            }
        }
        if let window = try section.duration("window") { self.window = window }
        consecutiveFailures = try section.integer("consecutive_failures", in: 1...1_000)
        failureRatio = try section["failure_ratio"].map(Self.triggerRatio)
        slowRatio = try section["slow_ratio"].map(Self.triggerRatio)
        if let slowCall = try section.duration("slow_call") { self.slowCall = slowCall }
        if let minimumCalls = try section.integer("minimum_calls", in: 1...1_000_000) {
            self.minimumCalls = minimumCalls
        }
        if failures == nil, consecutiveFailures == nil, failureRatio == nil, slowRatio == nil,
            let failures = section["failures"]
        {
            throw failures.fault(
                expected: "a number, since nothing else opens the circuit",
                remedy: "add `consecutive_failures`, `failure_ratio` or `slow_ratio`, or write `mode: disabled`")
        }
    }

    private mutating func readOpenTime(_ section: ConfigurationSection) throws(FileError) {
        if let openFor = try section.duration("open_for") { self.openFor = openFor }
        maximumOpen = max(maximumOpen, openFor)
        if let node = section["longest_open"] {
            maximumOpen = try node.duration()
            guard maximumOpen >= openFor else {
                throw node.fault(
                    expected: "at least `open_for`, \(DurationText.format(openFor))", remedy: "correct the duration")
            }
        }
        if let node = section["open_growth"] {
            openGrowth = try node.ratio(upTo: Ratio(millionths: 10_000_000))
            guard openGrowth >= .one else {
                throw node.fault(expected: "at least 1", remedy: "correct the number")
            }
        }
        if let jitter = try section.ratio("open_jitter") { openJitter = jitter }
    }

    private static func triggerRatio(_ node: ConfigurationNode) throws(FileError) -> Ratio {
        let ratio = try node.ratio()
        guard ratio > .zero else {
            throw node.fault(expected: "a ratio above 0", remedy: "correct the number, or remove the key")
        }
        return ratio
    }
}
