package import ToolRouter
package import ToolRouterFormats

/// The store finds what it keeps for a key of another tenant: two keys were mixed up. The seal of an answer is bound to its key, so that what
/// is another tenant's does not open.
package struct OtherTenantFault: StoreFault {
    package static let kind = "other_tenant"
    package static let parameters: [String] = []

    package init() {}

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {}

    package static func examples(at target: FaultTarget) -> [any Fault] { these([OtherTenantFault()], at: target) }

    package func write(to writer: inout JSONWriter) {}

    func reply(
        to command: AnswerCommand, from server: SimulatedAnswerServer, _ call: FaultedCall
    ) async -> Result<AnswerReply, StoreFailure> {
        guard case .look = command.use, let bytes = server.answerOfOtherTenant(than: command) else {
            return .success(server.reply(to: command))
        }
        call.inject("an answer of another tenant")
        return .success(.found(bytes))
    }
}
