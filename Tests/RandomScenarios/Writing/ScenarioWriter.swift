/// Writes scenarios by their numbers: the same seed and number always give the same text.
package struct ScenarioWriter: Sendable {
    /// The seed of all scenarios.
    package let seed: UInt64

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// The scenario of that number.
    package func scenario(_ number: Int) -> WrittenScenario {
        let draws = Draws(seed: seed, "scenario \(number)")
        let leaning = draws.one(of: Leaning.allCases, "leaning")
        let recordings = Array(WrittenScenario.recordings.prefix(draws.happens(12, "two recordings") ? 2 : 1))
        let isRough = draws.happens(leaning == .slow ? 40 : 10, "rough")
        let settings = TrialSettings(
            draws: draws.about("settings"), leaning: leaning, recordings: recordings, isRough: isRough)
        let traffic = TrialTraffic(
            draws: draws.about("traffic"), leaning: leaning, databases: settings.databases,
            nextPlanners: settings.nextPlanners, candidates: settings.recordedCandidates,
            roles: settings.roles.map(\.name),
            recordings: recordings.count)
        let faults = TrialFaults(
            draws: draws.about("faults"), leaning: leaning, nextPlanners: settings.nextPlanners,
            candidates: settings.recordedCandidates, hasCache: settings.hasCache
        ).text
        let (exchanges, hasEqualMoments) = traffic.recordings(recordings)

        var files = exchanges + [(WrittenScenario.settings, settings.text)]
        if settings.isScript {
            files += TrialDatabases.scripts.filter { settings.databases.contains($0.name) }
                .map { ("\($0.name).sql", $0.script) }
        }
        if let prices = settings.priceFile { files.append((TrialPrices.name, prices)) }
        if let faults { files.append((WrittenScenario.faults, faults)) }
        var traits: Set<String> = ["written.leaning.\(leaning.rawValue)"]
        if hasEqualMoments { traits.insert("written.equal_moments") }
        if recordings.count > 1 { traits.insert("written.two_recordings") }
        if settings.databases.count > 1 { traits.insert("written.two_databases") }
        if settings.nextPlanners.count > 1 { traits.insert("written.three_planners") }
        if settings.candidates.count > 1 { traits.insert("written.two_candidates") }
        if settings.isScript { traits.insert("written.scripts") }
        if !settings.roles.isEmpty { traits.insert("written.roles") }
        if isRough { traits.insert("written.rough") }
        return WrittenScenario(
            files: files.sorted { $0.name < $1.name }, requests: traffic.count, traits: traits, isRough: isRough)
    }
}
