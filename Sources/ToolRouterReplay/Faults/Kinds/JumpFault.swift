package import ToolRouter
package import ToolRouterFormats

/// Somebody sets the clock: at the first moment of the rule's window it jumps `by` so much, forwards or backwards, and at the last it is put
/// right again.
package struct JumpFault: ClockFault {
    package static let kind = "jump"
    package static let parameters = ["by"]

    private let by: Duration

    /// By how much; not zero, and at most 24 hours either way.
    package init(by: Duration) {
        precondition(by != .zero && by.magnitude <= .seconds(86_400), "no clock jumps by \(by)")
        self.by = by
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let node = try section.required("by", "a duration such as 1h or -1h")
        let expected = "a duration up to 24h, with a minus where it is backwards, such as 1h or -90s"
        let text = try node.text(expected)
        let isBack = text.hasPrefix("-")
        guard let duration = DurationText.parse(isBack ? text.dropFirst() : text[...]), duration > .zero,
            duration <= .seconds(86_400)
        else {
            throw node.fault(expected: expected, remedy: "write a number and one of the units us, ms, s, m, h")
        }
        self.init(by: isBack ? .zero - duration : duration)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                JumpFault(by: .seconds(3_600)), JumpFault(by: .seconds(-3_600)), JumpFault(by: .milliseconds(-900)),
                JumpFault(by: .seconds(86_400)),
            ], at: target)
    }

    /// Half as far, down to a millisecond.
    package var weaker: [any Fault] {
        let half = Duration.microseconds(by.wholeMicroseconds / 2)
        return half.magnitude >= .milliseconds(1) ? [JumpFault(by: half)] : []
    }

    package func write(to writer: inout JSONWriter) {
        writer.member("by", (by < .zero ? "-" : "") + DurationText.format(by.magnitude))
    }

    func error(after elapsed: Duration) -> Duration { by }
}

extension Duration {
    /// Its length, whatever its sign.
    fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
