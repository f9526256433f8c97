package import ToolRouter
package import ToolRouterFormats

/// Callers come all at once: those who arrive inside of the rule's window come together at its first moment, or each asks `copies` times at
/// its own. The second of `r-1` is `r-1+2`, the third `r-1+3`.
package struct BurstFault: CallerFault {
    package static let kind = "burst"
    package static let parameters = ["copies"]

    /// The most requests that one becomes.
    package static let mostCopies = 1_000

    private let copies: Int?

    /// How many requests each becomes, from 2 to `mostCopies`; nil draws those of the window together.
    package init(copies: Int? = nil) {
        precondition(copies.map { 2...Self.mostCopies ~= $0 } ?? true, "no request becomes \(copies ?? 0)")
        self.copies = copies
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(copies: try section.integer("copies", in: 2...Self.mostCopies))
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([BurstFault(), BurstFault(copies: 2), BurstFault(copies: 20)], at: target)
    }

    /// Half as many.
    package var weaker: [any Fault] { copies.map { $0 > 3 ? [BurstFault(copies: $0 / 2)] : [] } ?? [] }

    package func write(to writer: inout JSONWriter) {
        if let copies { writer.member("copies", copies) }
    }

    var gathers: Bool { copies == nil }

    func arrivals(
        insteadOf arrival: Traffic.Arrival, begin: Timestamp, _ call: FaultedCall
    ) -> [(arrival: Traffic.Arrival, words: String?)] {
        guard let copies else {
            guard arrival.at > begin else { return [(arrival, nil)] }
            let early = DurationText.format(arrival.at - begin)
            return [(arrival.with(at: begin), "the caller comes \(early) early, with others")]
        }
        return (1...copies).map { number in
            if number == 1 { return (arrival, "the caller asks \(copies) times at once") }
            let id = RequestID("\(arrival.exchange.id)+\(number)")
            return (arrival.with { $0.id = id }, "the caller of \(arrival.exchange.id) asks again at once")
        }
    }
}
