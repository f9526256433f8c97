import ToolRouter
import ToolRouterFormats

/// Where the answers come from that a run is compared with.
enum GoldenSource {
    /// A golden that a person has accepted.
    case file(GoldenReader)
    /// What was answered when the traffic was recorded, which stands in its lines; this stands above it.
    case recorded(GoldenHeader)

    /// What it was made from and with.
    var header: GoldenHeader {
        switch self {
        case .file(let reader): reader.header
        case .recorded(let header): header
        }
    }

    /// Whether there are totals beside the answers.
    var hasTotals: Bool {
        if case .file = self { true } else { false }
    }

    /// The comparison of a run that asks these candidates.
    ///
    /// - Parameter margin: how far answers may be from their goldens without being drift.
    func comparison(candidates: [PlannerName], margin: DriftMargin) -> GoldenComparison {
        switch self {
        case .file(let reader): GoldenComparison(golden: reader, candidates: candidates, margin: margin)
        case .recorded(let header): GoldenComparison(recorded: header, candidates: candidates, margin: margin)
        }
    }
}

extension Scenario {
    /// What stands above the answers that were recorded with its traffic, in the first recording that has any; nil where none has.
    var recordedGolden: GoldenHeader? {
        get throws(FileError) {
            for path in traffic {
                if let golden = try RecordingReader(path: path, scenario: directory).header.golden { return golden }
            }
            return nil
        }
    }
}
