import ToolRouter

/// A server of answers some of whose replies a fault plan spoils.
struct FaultyAnswerServer: AnswerServer {
    let server: SimulatedAnswerServer
    let injector: FaultInjector
    let scheduler: any Scheduler

    func send(_ command: AnswerCommand) async -> Result<AnswerReply, StoreFailure> {
        guard let call = injector.winner(at: .store, on: scheduler), let fault = call.fault as? any StoreFault else {
            return .success(server.reply(to: command))
        }
        return await fault.reply(to: command, from: server, call)
    }
}
