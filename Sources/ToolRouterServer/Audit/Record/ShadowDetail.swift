import Foundation
package import ToolRouter

/// What the record of a candidate says beyond its columns, as a small JSON object in the column `detail`: what the current
/// planner's plan came to beside the candidate's. Records of older programs have none.
///
/// What else a report needs is in columns: how far the request came (`outcome`, a `ShadowEnd`), the candidate's error
/// (`error_code`), its tool, tokens and cost, how long it took (`total_us`), and the current planner (`planner`).
package struct ShadowDetail: Hashable, Sendable {
    /// The largest that is read, in bytes; none that is written is as large.
    package static let largest = 4_096

    /// The tool of the current planner's plan; nil where it has none.
    package var currentTool: String?
    /// What the guard said to the current planner's plan; nil where the record does not say.
    package var currentVerdict: PlanVerdict.Name?
    /// Why it was refused, as an `ErrorCode`; nil where it was not.
    package var currentCode: String?
    /// What the guard says to the candidate's plan; nil where the record does not say.
    package var candidateVerdict: PlanVerdict.Name?
    /// Why it is refused, as an `ErrorCode`; nil where it is not.
    package var candidateCode: String?
    /// Whether both plans read the same; nil where one of them was not approved.
    package var hasSameReads: Bool?
    /// How many requests the candidate could have been asked about since the one before in its sample; this one is among them, or
    /// was counted by another that ended sooner, which leaves 0. Nil where the record does not say.
    package var eligible: Int?
    /// What the first attempt at the current planner cost; nil where that is not known.
    package var currentCost: Money?
    /// How long the request waited for it; nil where the record does not say.
    package var currentPlanTime: Duration?
    /// Whether the candidate is the current planner, asked a second time.
    package var isSelfNoise = false

    package init() {}
}

extension ShadowDetail {
    /// What is to be told of a comparison with `candidate`.
    init(_ comparison: ShadowComparison, of candidate: PlannerName) {
        currentTool = comparison.currentTool?.text
        currentVerdict = comparison.current.name
        currentCode = comparison.current.code?.rawValue
        candidateVerdict = comparison.candidate.name
        candidateCode = comparison.candidate.code?.rawValue
        hasSameReads = comparison.hasSameReads
        eligible = comparison.eligible
        currentCost = comparison.currentBill.cost.amount
        currentPlanTime = comparison.currentDuration
        isSelfNoise = candidate == .selfNoise
    }

    /// What is written into the column; what is nil is left out.
    package var json: String {
        var writer = JSONWriter(reserving: 256)
        writer.object { writer in
            if let currentTool { writer.member("current_tool", BoundedText.of(currentTool)) }
            if let currentVerdict { writer.member("current_verdict", currentVerdict.rawValue) }
            if let currentCode { writer.member("current_code", BoundedText.of(currentCode)) }
            if let candidateVerdict { writer.member("candidate_verdict", candidateVerdict.rawValue) }
            if let candidateCode { writer.member("candidate_code", BoundedText.of(candidateCode)) }
            if let hasSameReads { writer.member("same_reads", hasSameReads) }
            if let eligible { writer.member("eligible", eligible) }
            if let currentCost { writer.member("current_cost_usd", currentCost.usdText) }
            if let currentPlanTime { writer.member("current_plan_us", currentPlanTime.wholeMicroseconds) }
            if isSelfNoise { writer.member("self_noise", true) }
        }
        return writer.text
    }

    /// Reads what is in the column; nil when that is no such object, or larger than any. Members of later programs are passed
    /// over, and those that are absent or hold something else are nil.
    package init?(json: String) {
        guard json.utf8.count <= Self.largest,
            let members = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        else { return nil }
        currentTool = members["current_tool"] as? String
        currentVerdict = (members["current_verdict"] as? String).flatMap(PlanVerdict.Name.init(rawValue:))
        currentCode = members["current_code"] as? String
        candidateVerdict = (members["candidate_verdict"] as? String).flatMap(PlanVerdict.Name.init(rawValue:))
        candidateCode = members["candidate_code"] as? String
        hasSameReads = members["same_reads"] as? Bool
        eligible = (members["eligible"] as? Int).flatMap { $0 >= 0 ? $0 : nil }
        currentCost = (members["current_cost_usd"] as? String).flatMap { Money(usd: $0) }
        currentPlanTime = (members["current_plan_us"] as? Int).flatMap { $0 >= 0 ? .microseconds($0) : nil }
        isSelfNoise = members["self_noise"] as? Bool ?? false
    }
}
