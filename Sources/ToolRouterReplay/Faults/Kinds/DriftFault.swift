package import ToolRouter
package import ToolRouterFormats

/// The clock goes too fast, or too slowly, by `rate`, from the first moment of the rule's window on; at the last it is put right.
package struct DriftFault: ClockFault {
    package static let kind = "drift"
    package static let parameters = ["rate"]

    /// The largest rate, either way.
    package static let fastest = Ratio(millionths: 100_000)

    private let rate: Ratio

    /// How much time it gains in a unit of time; negative when it loses. Not zero, and at most 10% either way.
    package init(rate: Ratio) {
        precondition(
            rate != .zero && rate.millionths.magnitude <= Self.fastest.millionths.magnitude,
            "no clock gains \(rate.decimalText) of the time")
        self.rate = rate
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let expected = "a rate up to 10%, with a minus where the clock is slow, such as 200ppm, -50ppm or 1%"
        let node = try section.required("rate", expected)
        guard let rate = Self.rate(try node.text(expected)) else {
            throw node.fault(expected: expected, remedy: "write a number and one of the units ppm, %")
        }
        self.init(rate: rate)
    }

    private static func rate(_ text: String) -> Ratio? {
        let isSlow = text.hasPrefix("-")
        let number = isSlow ? text.dropFirst() : text[...]
        let rate: Ratio?
        if number.hasSuffix("ppm") {
            rate = Int64(number.dropLast(3)).map { Ratio(millionths: $0) }
        } else {
            rate = number.hasSuffix("%") ? Ratio(number) : nil
        }
        guard let rate, rate > .zero, rate <= fastest else { return nil }
        return Ratio(millionths: isSlow ? -rate.millionths : rate.millionths)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([200, -200, 10_000, -100_000].map { DriftFault(rate: Ratio(millionths: $0)) }, at: target)
    }

    /// Half as much, down to a millionth.
    package var weaker: [any Fault] {
        let half = rate.millionths / 2
        return half == 0 ? [] : [DriftFault(rate: Ratio(millionths: half))]
    }

    package func write(to writer: inout JSONWriter) {
        writer.member("rate", "\(rate.millionths)ppm")
    }

    func error(after elapsed: Duration) -> Duration {
        .microseconds(Int64(Int128(elapsed.wholeMicroseconds) * Int128(rate.millionths) / 1_000_000))
    }
}
