package import ToolRouter
package import ToolRouterFormats

/// The store is behind: of answers it has what it had before the last write, or what is past its time; a limiter has forgotten
/// all that it let through, as an empty server has that took another one's place.
package struct StaleFault: StoreFault, LimiterFault {
    package static let kind = "stale"
    package static let parameters: [String] = []

    package init() {}

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {}

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([StaleFault()], at: target)
    }

    package func write(to writer: inout JSONWriter) {}

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        guard case .look = command.use, let bytes = server.outdated(command.key) else {
            return .success(server.reply(to: command))
        }
        call.inject("an older answer")
        return .success(.found(bytes))
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        call.inject("it has forgotten everything")
        limiter.forget()
        return .success(limiter.reply(to: command))
    }
}
