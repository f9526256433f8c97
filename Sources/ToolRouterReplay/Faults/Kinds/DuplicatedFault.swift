package import ToolRouter
package import ToolRouterFormats

/// The planner says again what it said to the call before, whatever that was about: two replies were mixed up. The first reply of a replay
/// has none before it and stays as it is.
package struct DuplicatedFault: ReplyFault {
    package static let kind = "duplicated"
    package static let parameters: [String] = []

    package init() {}

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {}

    package static func examples(at target: FaultTarget) -> [any Fault] { these([DuplicatedFault()], at: target) }

    package func write(to writer: inout JSONWriter) {}

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        guard let former = call.formerReply, former.request != call.request else { return nil }
        var spoilt = reply.saying(former.text)
        spoilt.finishReason = former.finishReason
        return (spoilt, "the reply is that to \(former.request) again")
    }
}
