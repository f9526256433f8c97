import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// One scenario as its readers read it, and its replays.
struct TrialReplay {
    /// What one replay left.
    struct Outcome {
        let reached: Set<String>
        let failures: [TrialFailure]
        /// Every case as goldens keep it, and how often each fault was applied: two replays of one scenario agree in it.
        let bytes: [String]
    }

    let scenario: Scenario
    let faults: FaultPlan?
    let decorations: [any WorldDecoration]
    private let requests: Int

    /// - Parameter converges: whether all must be well again after the last fault, where there is one.
    init(folder: String, requests: Int, decorations: [any WorldDecoration], converges: Bool) throws {
        let scenario = try Scenario(path: folder)
        self.scenario = scenario
        let plan = try scenario.faults.map { try FaultPlan(path: $0, targets: FaultTargets(scenario)) }
        faults = converges ? plan.map { $0.converging(by: scenario.settings.router) } : plan
        self.requests = requests
        self.decorations = decorations
    }

    /// Replays it.
    func run() throws -> Outcome {
        try run(scenario, remembersRows: true)
    }

    /// Replays it in other ways, after which the answers must be the same.
    func runAgain(after first: Outcome) throws -> [TrialFailure] {
        var failures: [TrialFailure] = []
        let second = try run(scenario, remembersRows: false)
        if let difference = Self.difference(first.bytes, second.bytes) {
            failures.append(TrialFailure("not deterministic", difference))
        }
        if !scenario.settings.shadows.isEmpty {
            var alone = scenario
            alone.settings.shadows = []
            let third = try run(alone, remembersRows: true)
            if let difference = Self.difference(
                first.bytes.compactMap(Self.withoutCandidates), third.bytes.compactMap(Self.withoutCandidates))
            {
                failures.append(TrialFailure("a candidate changed an answer", difference))
            }
        }
        return failures
    }

    /// Replays it while the lines of its recordings lie in another order, which changes nothing.
    func runBackwards(after first: Outcome) throws -> [TrialFailure] {
        let other = try run(scenario, remembersRows: true)
        return Self.difference(first.bytes, other.bytes).map { [TrialFailure("the order of lines counts", $0)] } ?? []
    }

    private func run(_ scenario: Scenario, remembersRows: Bool) throws -> Outcome {
        let interruption = Interruption()
        let kinds = Dictionary(uniqueKeysWithValues: faults?.rules.map { ($0.name, $0.kind) } ?? [])
        let reached = ReachedFeatures(mostEvents: 2_000 + 400 * requests, interruption: interruption, kinds: kinds)
        let replay = Replay(
            scenario, databases: try ScenarioDatabases(scenario, remembersRows: remembersRows),
            options: Replay.Options(
                faults: faults, decorations: decorations, remembersRows: remembersRows, interruption: interruption))
        var bytes: [String] = []
        var isMissed = false
        let summary = try replay.run(listening: reached, toFaults: reached) { done in
            bytes.append(done.makeRecord().json)
            isMissed = isMissed || done.recordingMiss != nil
        }
        let cases = bytes.count
        bytes += summary.faults.map { "fault \($0.rule) \($0.wanted) \($0.injected)" }
        var failures = summary.invariants.broken.map { name in
            let first = summary.invariants.breaches(of: name, limit: 1).first
            return TrialFailure(
                "invariant \(name)",
                "\(summary.invariants.frequency(of: name)), first \(first?.place ?? ""): \(first?.words ?? "")")
        }
        if reached.isEndless {
            failures.append(TrialFailure("hang", "more than \(reached.events) events of \(requests) requests"))
        } else if let cause = summary.cutShortBy {
            failures.append(TrialFailure("cut short", "by \(cause)"))
        } else if failures.isEmpty, cases != requests + reached.copies {
            failures.append(TrialFailure("lost cases", "\(cases) of \(requests) requests became cases"))
        }
        var words = reached.words
        if isMissed { words.insert("recording_miss") }
        return Outcome(reached: words, failures: failures, bytes: bytes)
    }

    /// The first line in which both differ; nil when none does.
    private static func difference(_ left: [String], _ right: [String]) -> String? {
        if let (left, right) = zip(left, right).first(where: { $0 != $1 }) { return "\(left)\nand then\n\(right)" }
        return left.count == right.count ? nil : "\(left.count) lines and then \(right.count)"
    }

    /// A case without what its candidates said at the end of its trail; nil for what is no case.
    private static func withoutCandidates(_ line: String) -> String? {
        guard line.hasPrefix("{") else { return nil }
        guard let shadow = line.range(of: ",\"shadow:") else { return line }
        return String(line[..<shadow.lowerBound]) + "]}"
    }
}

extension FaultPlan {
    /// The same plan, and all is well so long after it as a router of this configuration promises; the plan itself where a rule
    /// never ends.
    fileprivate func converging(by configuration: RouterConfiguration) -> FaultPlan {
        guard end != nil else { return self }
        let pauses = json.matches(of: /"retry_after":\s*"([^"]*)"/).compactMap { DurationText.parse($0.1) }
        let within = RecoveryTime.of(configuration, longestPause: pauses.max() ?? .zero)
        return FaultPlan(rules: rules, convergence: FaultConvergence(within: within))
    }
}
