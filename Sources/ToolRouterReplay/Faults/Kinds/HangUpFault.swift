package import ToolRouter
package import ToolRouterFormats

/// The caller hangs up `after` so long, unless he was answered before or would have hung up sooner.
package struct HangUpFault: CallerFault {
    package static let kind = "hang_up"
    package static let parameters = ["after"]

    private let after: Duration

    /// How long after the arrival, above zero.
    package init(after: Duration) {
        precondition(after > .zero, "nobody hangs up \(after) after he came")
        self.after = after
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(after: try section.required("after", "a duration such as 200ms").duration())
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                HangUpFault(after: .microseconds(1)), HangUpFault(after: .milliseconds(200)),
                HangUpFault(after: .seconds(10)),
            ], at: target)
    }

    /// Twice as much patience, up to an hour.
    package var weaker: [any Fault] { after < .seconds(1_800) ? [HangUpFault(after: after * 2)] : [] }

    package func write(to writer: inout JSONWriter) {
        writer.member("after", DurationText.format(after))
    }

    func arrivals(
        insteadOf arrival: Traffic.Arrival, begin: Timestamp, _ call: FaultedCall
    ) -> [(arrival: Traffic.Arrival, words: String?)] {
        if let patience = arrival.exchange.hangsUpAfter, patience <= after { return [(arrival, nil)] }
        return [
            (
                arrival.with { $0.hangsUpAfter = after },
                "the caller hangs up after \(DurationText.format(after)) if not answered by then"
            )
        ]
    }
}
