import Foundation

/// `chaos.json`, as far as tests read it.
struct ChaosReportFile: Decodable {
    struct Planted: Decodable {
        let name: String
        let expected: String
        let found: Bool
    }

    struct Scenario: Decodable {
        let name: String
        let schedules: Int
        let requests: Int
        let reached: [String: Int]
    }

    struct Failure: Decodable {
        let scenario: String
        let symptom: String
        let occurrences: Int
        let schedule: Int
        let number: Int
        let words: String
        let capsule: String?
        let reproduction: String?
    }

    let verdict: String
    let interrupted: Bool
    let seed: UInt64
    let schedules: Int
    let requests: Int
    let planted: Planted?
    let scenarios: [Scenario]
    let failures: [Failure]
}

extension Workplace {
    /// What the last run of schedules found.
    func chaosReport(in reports: String = "reports") throws -> ChaosReportFile {
        try JSONDecoder().decode(
            ChaosReportFile.self, from: Data(contentsOf: URL(filePath: folder.file(reports + "/chaos.json"))))
    }
}
