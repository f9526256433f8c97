import Foundation

/// `drift.json` as a program would read it.
struct DriftReport: Decodable {
    struct Scenario: Decodable {
        let name: String
        let verdict: String
        let interrupted: Bool
        let requests: Int
        let drift: [String: Int]
        let placements: [String: Int]
        let candidates: [String: Candidate]
        let accuracy: [String: [String: Int]]
        let gates: [Gate]
        let invariants: [String: Int]
        let breaches: [Breach]
        let faults: [Fault]
        let cases: [Case]
        let groups: [Group]
        let madeOtherwise: [String]
        let unusableTruths: Int
        let tolerated: [String: Int]

        enum CodingKeys: String, CodingKey {
            case name, verdict, interrupted, requests, drift, accuracy, gates, invariants, breaches, faults, cases,
                groups, tolerated
            case candidates = "shadow"
            case unusableTruths = "unusable_truths"
            case madeOtherwise = "made_otherwise"
            case placements = "drift_sql"
        }

        /// How each candidate's statements compare with the planner's.
        var shadow: [String: [String: Int]] { candidates.mapValues(\.placements) }

        /// The kinds that occur.
        var kinds: [String: Int] { drift.filter { $0.value > 0 } }

        /// The invariants that broke.
        var broken: [String] { invariants.filter { $0.value > 0 }.keys.sorted() }

        func found(_ id: String) -> Case? { cases.first { $0.id == id } }
    }

    struct Group: Decodable {
        let place: String
        let count: Int
    }

    struct Breach: Decodable {
        let invariant: String
        let id: String?
        let at: Int
        let expected: String
        let found: String

        enum CodingKeys: String, CodingKey {
            case invariant, id, expected, found
            case at = "at_us"
        }
    }

    struct Fault: Decodable {
        let rule: String
        let target: String
        let kind: String
        let wanted: Int
        let injected: Int
    }

    struct Candidate: Decodable {
        let placements: [String: Int]
        let pairs: Pairs?

        enum CodingKeys: String, CodingKey { case pairs }

        init(from decoder: any Decoder) throws {
            pairs = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Pairs.self, forKey: .pairs)
            placements = try decoder.singleValueContainer().decode([String: Member].self).compactMapValues(\.count)
        }

        /// A count, or something else.
        private struct Member: Decodable {
            let count: Int?

            init(from decoder: any Decoder) throws {
                count = try? decoder.singleValueContainer().decode(Int.self)
            }
        }
    }

    struct Pairs: Decodable {
        let strict: Outcomes
        let spider: Outcomes
    }

    struct Outcomes: Decodable {
        let both: Int
        let onlyCurrent: Int
        let onlyCandidate: Int
        let neither: Int
        let notComparable: Int
        let repeats: Int
        let beyond: Int
        let difference: Estimate
        let p: Double

        enum CodingKeys: String, CodingKey {
            case both, neither, repeats, beyond, difference, p
            case onlyCurrent = "only_current"
            case onlyCandidate = "only_candidate"
            case notComparable = "not_comparable"
        }
    }

    struct Estimate: Decodable {
        let rate: Double?
        let lower: Double
        let upper: Double
    }

    struct Gate: Decodable {
        let metric: String
        let passed: Bool
        let outcome: String
    }

    struct Case: Decodable {
        let id: String
        let failing: Bool
        let kinds: [String]
        let stage: String?
        let placement: String?
        let hasSameReads: Bool?
        let question: String?
        let miss: String?
        let expected: Answer?
        let actual: Answer?

        enum CodingKeys: String, CodingKey {
            case id, failing, kinds, stage, question, expected, actual
            case placement = "sql_placement"
            case hasSameReads = "same_reads"
            case miss = "recording_miss"
        }
    }

    let version: Int
    let interrupted: Bool
    let notReplayed: [String]
    let verdict: String
    let unread: [Unread]
    let scenarios: [Scenario]

    struct Unread: Decodable {
        let path: String
    }

    enum CodingKeys: String, CodingKey {
        case version, interrupted, verdict, unread, scenarios
        case notReplayed = "not_replayed"
    }
}

/// A line of `answers.jsonl`, and the two sides of a drifted case.
struct Answer: Decodable {
    let id: String
    let outcome: String
    let source: String?
    let code: String?
    let sql: String?
    let latency: Int

    enum CodingKeys: String, CodingKey {
        case id, outcome, source, code, sql
        case latency = "latency_us"
    }
}
