import ToolRouter
package import ToolRouterFormats

extension ReportSection {
    /// What the page shows of a scenario of two runs.
    init(of comparison: ReportComparison.Scenario) {
        let findings = comparison.findings
        let cases = DriftedCases(findings, comparison.results, from: nil)
        var head = JSONWriter()
        head.object { file in
            file.member("name", comparison.name)
            file.member("verdict", comparison.verdict.rawValue)
            file.member("words", comparison.words)
            file.member("requests", comparison.requests)
            file.key("made_otherwise")
            file.array(comparison.differences)
            file.drift(findings)
            file.member("failing", findings.failing)
            file.member("first", findings.failingDrifts.first?.id.text)
            file.member("cases_omitted", findings.omittedDrifts + cases.omitted)
        }
        self.init(head: head.utf8, timeline: Array("null".utf8), cases: cases.lines)
    }
}

extension ReportComparison.Scenario {
    /// Whether the runs answered the same.
    var verdict: Verdict { findings.failing > 0 ? .drift : .pass }

    /// The verdict in a few words.
    var words: String { findings.failing > 0 ? "differs" : "the same" }
}

extension ReportPage {
    /// Makes the page of a comparison of two runs.
    ///
    /// - Parameter onlyInOne: the scenarios that only one of the runs has.
    package static func write(
        comparing scenarios: [ReportComparison.Scenario], onlyInOne: [String], to path: String
    ) throws(FileError) {
        try write(
            ReportHead(comparing: scenarios, onlyInOne: onlyInOne), scenarios.map { ReportSection(of: $0) }, to: path)
    }
}
