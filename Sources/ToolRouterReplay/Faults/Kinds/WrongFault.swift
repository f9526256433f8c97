package import ToolRouter
package import ToolRouterFormats

/// The store's reply can't be read: of an answer's bytes a draw takes those of another one, turns a bit over, cuts the end off or
/// writes another version; a limiter's decision is none.
package struct WrongFault: StoreFault, LimiterFault {
    package static let kind = "wrong"
    package static let parameters: [String] = []

    package init() {}

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {}

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([WrongFault()], at: target)
    }

    package func write(to writer: inout JSONWriter) {}

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        let reply = server.reply(to: command)
        guard case .found(let found) = reply else { return .success(reply) }
        let variant = call.number(below: 4, for: "variant")
        // A reply to somebody else comes whether there is one to this or not.
        if found == nil || variant == 0, let foreign = server.foreign(to: command.key) {
            call.inject("the answer of another key")
            return .success(.found(foreign))
        }
        guard let bytes = found, !bytes.isEmpty else { return .success(reply) }
        let place = Int(call.number(below: UInt64(bytes.count), for: "place"))
        var spoilt = bytes
        switch variant {
        case 1:
            call.inject("only the first \(place) of \(bytes.count) bytes")
            spoilt.removeLast(bytes.count - place)
        case 2:
            call.inject("an answer of another version")
            spoilt[0] = spoilt[0] &+ 1 &+ UInt8(call.number(below: 255, for: "version"))
        default:
            call.inject("a bit of byte \(place) is turned over")
            spoilt[place] ^= 1 << UInt8(call.number(below: 8, for: "bit"))
        }
        return .success(.found(spoilt))
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        call.inject("a reply that can't be read")
        _ = limiter.reply(to: command)
        return .failure(.unreadable)
    }
}
