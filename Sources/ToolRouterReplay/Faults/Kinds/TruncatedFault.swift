package import ToolRouter
package import ToolRouterFormats

/// The end of the model's text is missing: a draw says how much. The provider says so, by `finish: length`, or says that the reply
/// is whole, by `finish: stop`; what is left of a bare statement may then still be one.
package struct TruncatedFault: ReplyFault {
    package static let kind = "truncated"
    package static let parameters = ["finish"]

    /// What the provider says of a reply that was cut off.
    package enum Finish: String, CaseIterable, Sendable {
        /// The truth.
        case length
        /// A lie.
        case stop
    }

    private let finish: Finish

    package init(finish: Finish = .length) {
        self.finish = finish
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(finish: try section["finish"]?.choice(of: Finish.self) ?? .length)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(Finish.allCases.map { TruncatedFault(finish: $0) }, at: target)
    }

    /// A provider that says what it did is the lesser evil.
    package var weaker: [any Fault] { finish == .stop ? [TruncatedFault(finish: .length)] : [] }

    package func write(to writer: inout JSONWriter) {
        if finish != .length { writer.member("finish", finish.rawValue) }
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        let scalars = reply.text.unicodeScalars
        guard !scalars.isEmpty else { return nil }
        let length = Int(call.number(below: UInt64(scalars.count), for: "length"))
        var spoilt = reply.saying(String(String.UnicodeScalarView(scalars.prefix(length))))
        spoilt.finishReason = finish.rawValue
        return (
            spoilt, "the reply is cut off after \(length) of \(scalars.count) characters, and ends with `\(finish)`"
        )
    }
}
