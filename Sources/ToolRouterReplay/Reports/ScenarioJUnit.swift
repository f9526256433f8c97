import ToolRouter
import ToolRouterFormats

/// The cases of one scenario as JUnit sees them: a case a request, one a gate, and one an invariant that broke.
final class ScenarioJUnit {
    private let scenario: String
    private let isRedacted: Bool
    private let cases: JUnitCases
    private let writer: JUnitSuiteWriter
    private var room: JUnitRoom
    private var omitted = 0
    /// What is known of the suite in addition to its header and totals.
    private var properties: [(name: String, value: String)] = []
    private var omittedTexts = 0

    /// How many changes since the golden, and how many groups of drifts, are properties of the suite.
    private static let maximumProperties = 20

    init(
        scenario: String, folder: String, isRedacted: Bool, cases: JUnitCases, room: JUnitRoom
    ) throws(FileError) {
        self.cases = cases
        self.room = room
        self.scenario = scenario
        self.isRedacted = isRedacted
        writer = try JUnitSuiteWriter(name: scenario, fragmentPath: folder + "/junit-cases.xml")
    }

    /// A request that was compared with its golden.
    ///
    /// - Parameter results: the rows on both sides.
    func write(
        _ compared: GoldenComparison.ComparedRequest, isFailing: Bool, results: DriftResults
    ) throws(FileError) {
        let record = compared.subject?.record ?? compared.drift?.expected
        guard let record else { return }
        let result: JUnitCase.Result
        if let drift = compared.drift, isFailing {
            let text = fitting {
                ([compared.subject?.question].compactMap { $0.map { "question: \($0)" } } + drift.lines(with: results))
                    .joined(separator: "\n")
            }
            let kind = drift.kinds[0]
            result =
                drift.recordingMiss != nil
                ? .error(type: DriftKind.recordingMiss.rawValue, message: drift.headline, text: text)
                : .failure(type: kind.rawValue, message: drift.headline, text: text)
        } else {
            result = .passed
        }
        try write(record, compared.subject?.question, result)
    }

    /// A request that is as its golden says.
    func writePassed(_ record: AnswerRecord, _ question: String?) throws(FileError) {
        try write(record, question, .passed)
    }

    /// A request without a golden to compare with.
    func writeUncompared(_ subject: GoldenComparison.Subject) throws(FileError) {
        try write(
            subject.record, subject.question,
            subject.recordingMiss.map { miss in
                .error(
                    type: DriftKind.recordingMiss.rawValue, message: "nothing is recorded for this request",
                    text: fitting { miss })
            } ?? .skipped(message: "the scenario has no golden"))
    }

    /// A gate.
    func write(_ gate: GateResult) throws(FileError) {
        try writer.write(
            JUnitCase(
                className: scenario, name: JUnitName.Other.gate.about(gate.name), time: .zero,
                result: result(of: gate)))
    }

    /// An error is the harness's fault, which too few pairs are not: what can't be told yet is skipped, with its reason.
    private func result(of gate: GateResult) -> JUnitCase.Result {
        switch gate.outcome {
        case .passed: .passed
        case .failed: .failure(type: "gate", message: gate.words, text: gate.words)
        case .inconclusive: .skipped(message: "inconclusive: \(gate.words)")
        }
    }

    /// The invariants that broke, a case each with the first of its breaches; one that holds has no case.
    func write(_ findings: InvariantFindings) throws(FileError) {
        for name in findings.broken {
            let shown = findings.breaches(of: name, limit: 20)
            let more = findings.count(of: name) - shown.count
            let lines = shown.map { "\($0.place): \($0.words)" } + (more > 0 ? ["… and \(more) more"] : [])
            let result = JUnitCase.Result.failure(
                type: "invariant", message: "broke \(findings.frequency(of: name)), first \(lines[0])",
                text: lines.joined(separator: "\n"))
            try writer.write(
                JUnitCase(className: scenario, name: JUnitName.Other.invariant.about(name), time: .zero, result: result)
            )
        }
        properties.append(("invariants_broken", "\(findings.broken.count) of \(findings.names.count)"))
    }

    /// The golden is missing.
    func writeMissingGolden() throws(FileError) {
        try writer.write(
            JUnitCase(
                className: scenario, name: JUnitName.Other.golden.rawValue, time: .zero,
                result: .error(
                    type: "missing", message: "the scenario has no golden",
                    text: "make one: toolrouter replay \(scenario), look at it, then toolrouter accept \(scenario)")))
    }

    /// Expected statements that no answer can be compared with; no case when there are none.
    func writeUnusableTruths(_ findings: Findings) throws(FileError) {
        guard findings.unusableTruths > 0 else { return }
        let lines = findings.unusableTruthExamples.map { "\($0.id): \($0.problem)" }
        let more = findings.unusableTruths - lines.count
        try writer.write(
            JUnitCase(
                className: scenario, name: JUnitName.Other.expected.rawValue, time: .zero,
                result: .error(
                    type: "missing",
                    message: "\(Quantity.words(findings.unusableTruths, "expected statement")) can't be compared with",
                    text: (lines + (more > 0 ? ["… and \(more) more"] : [])).joined(separator: "\n"))))
    }

    /// A suite of its own for what no scenario reads.
    static func unread(_ files: [UnreadFile], fragmentPath: String) throws(FileError) -> JUnitSuite {
        let writer = try JUnitSuiteWriter(name: JUnitName.unread, fragmentPath: fragmentPath)
        for file in files {
            try writer.write(
                JUnitCase(
                    className: JUnitName.unread, name: JUnitName.of(file: file.path), time: .zero,
                    result: .error(type: "missing", message: file.problem, text: file.words)))
        }
        return try writer.finish()
    }

    /// The replay ended early, after `count` requests.
    func write(_ end: EarlyEnd, after count: Int) throws(FileError) {
        switch end {
        case .interruption:
            try writer.write(
                Self.interruption(scenario, "the run was interrupted after \(count) requests of this scenario"))
        case .processorTime:
            try writer.write(
                JUnitCase(
                    className: scenario, name: JUnitName.Other.inconclusive.rawValue, time: .zero,
                    result: .error(
                        type: "inconclusive",
                        message: "a statement took too much processor time after \(count) requests of this scenario",
                        text: "another machine may answer it: lower `sql.budget.operations`, so that none does")))
        }
    }

    /// The suite of a scenario that an interruption left no time for.
    static func notReplayed(_ scenario: String, fragmentPath: String) throws(FileError) -> JUnitSuite {
        let writer = try JUnitSuiteWriter(name: scenario, fragmentPath: fragmentPath)
        try writer.write(interruption(scenario, "the run was interrupted before this scenario"))
        return try writer.finish()
    }

    private static func interruption(_ scenario: String, _ message: String) -> JUnitCase {
        JUnitCase(
            className: scenario, name: JUnitName.Other.interrupted.rawValue, time: .zero,
            result: .error(type: "interrupted", message: message, text: "this report is partial: replay again"))
    }

    /// Ends the suite.
    ///
    /// - Parameters:
    ///   - notComparable: how often a comparison came to nothing because of a budget.
    ///   - tolerated: how many requests differ within the tolerance.
    func finish(
        _ header: GoldenHeader, _ totals: RunTotals, _ faults: [FaultCount], madeOtherwise: [String],
        _ groups: [DriftGroup], notComparable: [(place: ComparedPlace, count: Int)] = [],
        tolerated: [(kind: DriftKind, count: Int)] = []
    ) throws(FileError) -> JUnitSuite {
        var properties = [(name: "seed", value: "\(header.seed)")]
        for part in header.madeWith { properties.append((part.name, part.version)) }
        for (number, difference) in madeOtherwise.prefix(Self.maximumProperties).enumerated() {
            properties.append(("made_otherwise.\(number + 1)", difference))
        }
        for (number, group) in groups.prefix(Self.maximumProperties).enumerated() {
            properties.append(("group.\(number + 1)", "\(group.headline); first \(Excerpt.of(group.first.id.text))"))
        }
        properties.append(("cost_usd", totals.totals.knownCost?.usdText ?? "unknown"))
        let (unpriced, estimated) = (totals.totals.unpricedReplies, totals.totals.estimatedReplies)
        if unpriced > 0 { properties.append(("replies_of_unknown_cost", "\(unpriced)")) }
        if estimated > 0 { properties.append(("replies_of_estimated_cost", "\(estimated)")) }
        properties.append(("latency_p95_us", "\(totals.latency.p95)"))
        for fault in faults {
            properties.append(("fault.\(fault.rule).wanted", "\(fault.wanted)"))
            properties.append(("fault.\(fault.rule).injected", "\(fault.injected)"))
        }
        for (place, count) in notComparable { properties.append(("not_comparable.\(place.name)", "\(count)")) }
        for (kind, count) in tolerated where count > 0 {
            properties.append(("tolerated.\(kind.rawValue)", "\(count)"))
        }
        properties += self.properties
        if cases == .drifted { properties.append(("cases_omitted", "\(omitted)")) }
        if omittedTexts > 0 { properties.append(("texts_omitted", "\(omittedTexts)")) }
        return try writer.finish(properties: properties)
    }

    private func write(
        _ record: AnswerRecord, _ question: String?, _ result: JUnitCase.Result
    ) throws(FileError) {
        if cases == .drifted, !result.isTrouble {
            // Cases that are left out count, too: with them or without, the others have the same names.
            if !isRedacted, room.isLeftForNames, let question {
                _ = room.takeName(ofSize: JUnitName.size(record.id, question))
            }
            omitted += 1
            return
        }
        try writer.write(
            JUnitCase(
                className: scenario, name: name(record.id, question), time: .microseconds(record.latencyMicroseconds),
                result: result))
    }

    /// Identifier and question, or the identifier alone when questions are to be left out or there is no room for more.
    private func name(_ id: RequestID, _ question: String?) -> String {
        if !isRedacted, room.isLeftForNames, let question {
            let name = JUnitName.of(id, question)
            if room.takeName(name) { return name }
        }
        return JUnitName.of(id)
    }

    /// The text, cut, or none when there is no room for it.
    private func fitting(_ text: () -> String) -> String {
        if room.isLeftForTexts {
            let text = JUnitText.visible(text(), limit: JUnitText.Limit.text)
            if room.takeText(text) { return text }
        }
        omittedTexts += 1
        return ""
    }
}

extension JUnitCase.Result {
    /// Whether a person has to look at it.
    fileprivate var isTrouble: Bool {
        switch self {
        case .passed, .skipped: false
        case .failure, .error: true
        }
    }
}
