package import ToolRouter
package import ToolRouterFormats

/// The reply comes when nobody waits for it any more, `by` after the attempt's deadline: the call goes on although it is cancelled, and
/// its tokens are billed.
package struct LateFault: PlannerFault {
    package static let kind = "late"
    package static let parameters = ["by"]

    private let by: Duration

    /// How long after the deadline, above zero.
    package init(by: Duration = .seconds(1)) {
        precondition(by > .zero, "a reply that is late by \(by)")
        self.by = by
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(by: try section.duration("by") ?? .seconds(1))
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([LateFault(by: .microseconds(1)), LateFault(), LateFault(by: .seconds(120))], at: target)
    }

    /// Half as late, down to a millisecond.
    package var weaker: [any Fault] {
        let half = Duration.microseconds(by.wholeMicroseconds / 2)
        return half >= .milliseconds(1) ? [LateFault(by: half)] : []
    }

    package func write(to writer: inout JSONWriter) {
        if by != .seconds(1) { writer.member("by", DurationText.format(by)) }
    }

    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        guard let deadline = inquiry.deadline else { return await planner.propose(inquiry) }
        let end = call.scheduler.now + max(call.timeLeft(until: deadline), .zero) + by
        call.inject("the reply comes \(DurationText.format(by)) after the deadline")
        // In a task of its own, which nobody cancels.
        return await withUnsafeContinuation { continuation in
            call.scheduler.spawn {
                let result = await planner.propose(inquiry)
                try? await call.scheduler.sleep(until: end)
                continuation.resume(returning: result)
            }
        }
    }
}
