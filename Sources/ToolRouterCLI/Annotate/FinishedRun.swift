import Foundation
import ToolRouterFormats

/// What `drift.json` says of a finished run, as far as an annotation tells it.
struct FinishedRun: Decodable {
    /// What one scenario found.
    struct Scenario: Decodable {
        let name: String
        let verdict: String
        let madeOtherwise: [String]
        let groups: [Group]
        let gates: [Gate]
        let breaches: [Breach]
        let cases: [Case]

        enum CodingKeys: String, CodingKey {
            case name, verdict, groups, gates, breaches, cases
            case madeOtherwise = "made_otherwise"
        }
    }

    /// Requests that part from their goldens in the same way.
    struct Group: Decodable {
        let place: String
        let count: Int
        let kinds: [String]
        let first: String
    }

    /// What became of a gate.
    struct Gate: Decodable {
        let metric: String
        let outcome: String
        let figures: String
    }

    /// An invariant that broke.
    struct Breach: Decodable {
        let invariant: String
        let id: String?
        let expected: String
        let found: String
    }

    /// One request that drifted.
    struct Case: Decodable {
        let id: String
        let question: String?
        let miss: String?
        let expected: [String: Figure]?
        let actual: [String: Figure]?

        enum CodingKeys: String, CodingKey {
            case id, question, expected, actual
            case miss = "recording_miss"
        }
    }

    /// A member of an answer, as a person reads it; what is no text, number or truth is left out.
    struct Figure: Decodable {
        let words: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                words = text
            } else if let number = try? container.decode(Decimal.self) {
                words = number.description
            } else if let truth = try? container.decode(Bool.self) {
                words = String(truth)
            } else {
                words = nil
            }
        }
    }

    /// What no replay reads.
    struct Unread: Decodable {
        let path: String
        let problem: String
        let remedy: String
    }

    let verdict: String
    let interrupted: Bool
    let scenarios: [Scenario]
    let unread: [Unread]

    /// The report in the folder `reports`.
    static func read(from reports: String) throws -> FinishedRun {
        let path = reports + "/drift.json"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileError(
                path: path, found: "no report", expected: "the report of a run",
                remedy: "run `toolrouter replay` first, or name another folder with --reports")
        }
        do {
            return try JSONDecoder().decode(FinishedRun.self, from: data)
        } catch {
            throw FileError(
                path: path, found: "no readable report", expected: "the report of a run",
                remedy: "run `toolrouter replay` again")
        }
    }
}
