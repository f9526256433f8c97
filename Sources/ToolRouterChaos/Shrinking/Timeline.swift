package import ToolRouter
import ToolRouterFormats
package import ToolRouterReplay

/// What happens in a replay, in plain words: one line an event that matters, with the virtual time since the traffic began.
/// Neither a question nor a statement is in it. Confined to the thread of the replay.
package final class Timeline: ScheduleOnlooker, @unchecked Sendable {
    /// The lines that are kept; of a schedule that can't be told in so many, more would not help.
    private static let most = 120

    private let epoch: Timestamp
    private var entries: [(at: Timestamp, text: String)] = []
    private var left = 0
    /// The longest name of a request.
    private let width: Int

    package init(of schedule: Schedule) {
        epoch = schedule.epoch
        width = min(24, schedule.requests.map { Excerpt.of($0.id.text).count }.max() ?? 0)
    }

    /// The lines, in the order in which it happened, and the failures of `outcome` behind the request that showed them.
    package func lines(_ outcome: ScheduleOutcome) -> [String] {
        var lines = entries.map(\.text)
        if left > 0 { lines.append("… and \(left) more") }
        for failure in outcome.failures {
            let at = failure.at.map { Self.seconds($0) } ?? String(repeating: " ", count: 10) + "in the end"
            let request = failure.request.map { " " + Excerpt.of($0.text) } ?? ""
            lines.append("\(at) \(request)  broken: \(failure.symptom.text): \(Excerpt.visible(failure.words))")
        }
        return lines
    }

    package func take(_ done: Case) {}

    package func observe(_ fault: InjectedFault) {
        add(
            fault.request, fault.at,
            "fault `\(Excerpt.of(fault.rule))` at \(Excerpt.of(fault.seam.text)): \(fault.words)")
    }

    package func observe(_ event: RouterEvent) {
        guard let words = event.kind.milestone else { return }
        add(event.request, event.at, words)
    }

    private func add(_ request: RequestID, _ moment: Timestamp, _ words: String) {
        guard entries.count < Self.most else {
            left += 1
            return
        }
        let name = Excerpt.of(request.text)
        let padding = String(repeating: " ", count: max(0, width - name.count))
        let first = words.prefix { !$0.isNewline }
        entries.append((moment, "\(Self.seconds(moment - epoch))  \(name)\(padding)  \(Excerpt.visible(first))"))
    }

    /// `   0.812 s`.
    private static func seconds(_ time: Duration) -> String {
        let milliseconds = max(0, time.wholeMicroseconds) / 1_000
        let fraction = String(milliseconds % 1_000)
        let text = "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
        return String(repeating: " ", count: max(0, 10 - text.count)) + text
    }
}

extension RouterEvent.Kind {
    /// What happened, in words, where it is a step of the story and no detail.
    fileprivate var milestone: String? {
        switch self {
        case .received(let request):
            let user = request.caller.user.map { ", user \(Excerpt.of($0.text))" } ?? ""
            let bypass = request.bypassCache ? ", past the cache" : ""
            return "asks, of tenant \(Excerpt.of(request.caller.tenant.text))\(user)\(bypass)"
        case .limited(let decision): return decision.isAllowed && !decision.isLocal ? nil : explanation?.words
        case .recalled(.miss), .recalled(.notAsked), .recalled(.bypassed): return nil
        case .attemptEnded(_, .replied(_, _, .success), _): return "the planner replies"
        case .joinEnded(_, .replied(_, _, .success), _, _): return "takes that reply"
        case .settled(let answer):
            let degraded = answer.degraded.map { ", degraded: \($0.rawValue)" } ?? ""
            if let error = answer.outcome.error {
                return "fails at \(error.stage.rawValue): \(error.code.rawValue)\(degraded)"
            }
            return "is answered\(answer.source.map { " from \($0.rawValue)" } ?? "")\(degraded)"
        case .routed, .waited, .attemptStarted, .replyStripped, .budgetReserved, .tokensSettled, .planned, .approved,
            .ran, .shadowStarted, .shadowPassedOver, .shadowEnded, .decided, .callFinished, .storing:
            return nil
        default: return explanation?.words
        }
    }
}
