import Logging
import ToolRouter

/// What admins do is written down.
extension ServiceResponder {
    /// Writes down what was done, by whose key and in which request.
    func noteAction(_ command: String, _ routed: RoutedCall, _ fields: Logger.Metadata = [:]) {
        var metadata = fields
        metadata["command"] = .string(command)
        metadata["key"] = .string(routed.identity?.key ?? "none")
        metadata["request"] = .string(routed.call.id.text)
        live.logger.info("an admin action", metadata: metadata)
    }
}
