import ToolRouterFormats
package import ToolRouterReplay

/// What a run of schedules found: a function of its scenarios, its seed, the number of its schedules and this version,
/// whatever the machine and the number of workers.
package struct ChaosReport: Sendable {
    /// How what was found can be done again.
    package struct Reproduction: Sendable {
        /// The path of its capsule below the reports folder; nil where there is none.
        package let capsule: String?
        /// The line that does it again.
        package let line: String

        package init(capsule: String?, line: String) {
            self.capsule = capsule
            self.line = line
        }
    }

    /// The seed of all schedules.
    package let seed: UInt64
    /// The requests that each schedule was to have.
    package let requestsPerSchedule: Int
    /// What was planted; nil for nothing.
    package let planted: Planted?
    /// What the schedules came to.
    package let tally: ChaosTally
    /// What each scenario requires to be reached.
    package let required: [Set<Happening>]
    /// Whether the run was interrupted: then the report is of its beginning.
    package let isInterrupted: Bool
    /// How each of the failures that were found can be done again.
    package var reproductions: [Reproduction] = []

    package init(
        seed: UInt64, requestsPerSchedule: Int, planted: Planted?, tally: ChaosTally, required: [Set<Happening>],
        isInterrupted: Bool
    ) {
        self.seed = seed
        self.requestsPerSchedule = requestsPerSchedule
        self.planted = planted
        self.tally = tally
        self.required = required
        self.isInterrupted = isInterrupted
    }

    /// What was reached of what had to be.
    package var coverage: Coverage { Coverage(tally, required: required) }

    /// Whether what was planted led to what it had to.
    package var isPlantedFound: Bool {
        guard let planted else { return false }
        return tally.found.contains { planted.isShown(by: $0.symptom) }
    }

    /// Broken where there is a failure; inconclusive where the run was interrupted, where nobody found what was planted,
    /// and where nothing was tried or too little reached.
    package var verdict: Verdict {
        if !tally.found.isEmpty { return .broken }
        let isHollow = tally.schedules == 0 || coverage.isInconclusive
        return isInterrupted || planted != nil || isHollow ? .inconclusive : .pass
    }

    /// The exit code of a process that ends with this report.
    package var exitCode: Int32 { isInterrupted ? Verdict.interruptedExitCode : verdict.exitCode }

    /// The verdict in a few words.
    package var words: String {
        let words =
            if !tally.found.isEmpty {
                Quantity.words(tally.found.count, "failure") + plantedWords
            } else if isInterrupted {
                "no failure"
            } else if tally.schedules == 0 {
                "inconclusive: no schedule was tried"
            } else if let planted {
                "inconclusive: no schedule found the planted \(planted.name)"
            } else if coverage.isInconclusive {
                "inconclusive: not everything was reached"
            } else {
                "no invariant broke"
            }
        return isInterrupted ? "interrupted; so far " + words : words
    }

    private var plantedWords: String {
        guard let planted else { return "" }
        let other = isPlantedFound ? "" : ", but not as \(planted.expected)"
        return "; the planted \(planted.name) was found" + other
    }
}
