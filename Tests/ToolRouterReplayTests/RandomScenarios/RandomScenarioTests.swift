import RandomScenarios
import Testing
import ToolRouterFormats
import ToolRouterReplay

/// What `Scripts/random` tries 100,000 of.
@Suite struct RandomScenarioTests {
    /// A planted bug is found in so many scenarios of any seed.
    private static let mostScenarios = 600

    @Test(.timeLimit(.minutes(20)))
    func `500 random scenarios replay without a fault, and reach all that they are there for`() throws {
        let folder = try OutputFolder.scratch()
        let trial = try ScenarioTrial(ScenarioWriter(seed: 1), in: folder.path)
        var coverage = Coverage()
        for number in 0..<Coverage.enough {
            let result = try trial.run(number)
            coverage.add(result)
            for failure in result.failures {
                Issue.record("Scripts/random --seed 1 --only \(number): \(failure.kind): \(failure.detail)")
            }
        }
        #expect(coverage.missing.isEmpty)
    }

    @Test(.timeLimit(.minutes(20)), arguments: PlantedBugs.all.map { $0.name })
    func `a planted bug breaks its invariant, and no other, within 600 random scenarios`(_ name: String) throws {
        let bug = try #require(PlantedBugs.named(name))
        let invariant = type(of: bug).invariant
        guard let kinds = Self.ofSeveralReplays[invariant] else {
            let found = try Self.first(bug, isThorough: false)
            #expect(Set(found.map(\.kind)) == ["invariant \(invariant)"], "\(found)")
            return
        }
        let found = try Self.first(bug, isThorough: true)
        #expect(!found.isEmpty && kinds.isSuperset(of: found.map(\.kind)), "\(found)")
    }

    /// What is told of a scenario whose replays differ.
    private static let ofSeveralReplays: [String: Set<String>] = [
        RunComparison.sameBytes: [
            "not deterministic", "the order of lines counts", "a candidate changed an answer",
            "drifts from its own golden", "other bytes than its own golden",
        ],
        RunComparison.shadowsChangeNothing: ["a candidate changed an answer"],
    ]

    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            (Trouble.stall, "invariant one_answer"), (.flood, "hang"), (.drift, "not deterministic"),
            (.drift, "the order of lines counts"), (.meddling, "a candidate changed an answer"),
        ])
    func `a trouble that breaks no invariant is found all the same`(_ trouble: Trouble, _ kind: String) throws {
        let found = try Self.first(trouble, isThorough: true) { $0.kind == kind }
        #expect(!found.isEmpty)
    }

    /// What is wrong with the first scenario that shows something of the kind.
    private static func first(
        _ trouble: any WorldDecoration, isThorough: Bool, where isMeant: (TrialFailure) -> Bool = { _ in true }
    ) throws -> [TrialFailure] {
        let folder = try OutputFolder.scratch()
        let trial = try ScenarioTrial(ScenarioWriter(seed: 1), in: folder.path)
        for number in 0..<mostScenarios {
            let failures = try trial.run(number, decorations: [trouble], isThorough: isThorough).failures
            if failures.contains(where: isMeant) { return failures }
        }
        return []
    }
}
