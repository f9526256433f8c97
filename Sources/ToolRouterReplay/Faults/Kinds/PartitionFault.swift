package import ToolRouter
package import ToolRouterFormats

/// The network between the router and a store is cut: nothing comes back, and whoever asks waits until it gives up. What was asked may have
/// arrived and been done, or not: a write is lost, or done unnoticed.
package struct PartitionFault: StoreFault, LimiterFault {
    package static let kind = "partition"
    package static let parameters = ["carried_out"]

    private let carriedOut: Bool?

    /// Whether commands arrive; nil draws for each.
    package init(carriedOut: Bool? = nil) {
        self.carriedOut = carriedOut
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(carriedOut: try section["carried_out"]?.choice(["true": true, "false": false]))
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [PartitionFault(), PartitionFault(carriedOut: true), PartitionFault(carriedOut: false)], at: target)
    }

    /// One that loses everything both ways is the simplest; a connection that is refused at once is weaker still.
    package var weaker: [any Fault] {
        switch carriedOut {
        case nil: [PartitionFault(carriedOut: false), PartitionFault(carriedOut: true)]
        case true?: [PartitionFault(carriedOut: false)]
        case false?: [ErrorFault(.connection)]
        }
    }

    package func write(to writer: inout JSONWriter) {
        if let carriedOut { writer.member("carried_out", carriedOut ? "true" : "false") }
    }

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        if arrives(call) { _ = server.reply(to: command) }
        await call.hang()
        return .failure(.cancelled)
    }

    func reply(
        to command: LimiterCommand, from limiter: SimulatedLimiter, _ call: FaultedCall
    ) async -> Result<RateLimitDecision, StoreFailure> {
        if arrives(call) { _ = limiter.reply(to: command) }
        await call.hang()
        return .failure(.cancelled)
    }

    private func arrives(_ call: FaultedCall) -> Bool {
        let arrives = carriedOut ?? call.isCarriedOut
        call.inject(arrives ? "the network is cut: it arrives, and no reply does" : "the network is cut: it is lost")
        return arrives
    }
}
