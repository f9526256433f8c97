import Logging
import ToolRouter
import ToolRouterFormats

/// What a recorder is made of that does not change while it runs.
struct RecorderParts {
    /// What stands above the lines.
    let header: RecordingHeader
    /// What stands beside them.
    let scenario: RecordedScenario
    private let maker: ExchangeMaker
    private let redactor: Redactor
    private let candidateModels: [PlannerName: String]

    /// - Parameters:
    ///   - start: when the recording begins.
    ///   - redactor: takes out what is not to be kept.
    init(
        _ source: RecordingSource, _ settings: RouterSettings, planners: PlannerSet, redactor: Redactor,
        version: String, start: Timestamp
    ) {
        let epoch = Timestamp(microseconds: start.microseconds / 1_000_000 * 1_000_000)
        let name = RecordingFolder.prefix + RecordingFolder.word(start)
        scenario = RecordedScenario(
            of: redactor.settings(source.node), settings: settings, limits: source.limits,
            description: "Recorded by toolrouter \(version) from \(RFC3339.text(epoch)) on")
        let golden = GoldenHeader(
            scenario: name, seed: settings.router.seed, madeWith: source.madeWith,
            madeFrom: GoldenInputs(settings: scenario.listedSettings),
            candidates: settings.shadows.map(\.name).sorted())
        header = RecordingHeader(
            source: "toolrouter \(version)", epoch: epoch, content: redactor.content, golden: golden)
        let all = planners.planners + planners.shadows.map(\.planner)
        let prompts = all.filter { $0.promptFingerprint.utf8.count == 64 }.map { ($0.name, $0.promptFingerprint) }
        maker = ExchangeMaker(
            epoch: epoch, first: settings.planner.name, prompts: Dictionary(prompts) { first, _ in first },
            patience: settings.router.deadline)
        candidateModels = Dictionary(settings.shadows.map { ($0.name, $0.model) }) { first, _ in first }
        self.redactor = redactor
    }

    /// Closes what an earlier run left open, and makes the folder of this one; nil where nothing is written.
    func makeFolder(_ settings: RecordSettings, _ logger: Logger) throws -> RecordingFolder? {
        guard let directory = settings.directory else { return nil }
        let salvage = RecordingSalvage.all(below: directory)
        for closed in salvage.closed { logger.warning("a recording that was cut short: \(closed.words)") }
        for fault in salvage.faults { logger.error("a recording that was cut short can't be closed: \(fault)") }
        return try RecordingFolder(below: directory, scenario: scenario, at: header.epoch)
    }

    /// What the thread works with.
    func thread(
        _ settings: RecordSettings, _ folder: RecordingFolder?, notify: @escaping (SegmentWriter.Notice) -> Void
    ) -> RecorderThread {
        RecorderThread(
            open: OpenExchanges(candidateModels: candidateModels), maker: maker, redactor: redactor,
            writer: folder.map { SegmentWriter(settings, $0, header: SegmentHeader.open(header), notify: notify) },
            ring: settings.recent.map { RecentRing($0) })
    }
}
