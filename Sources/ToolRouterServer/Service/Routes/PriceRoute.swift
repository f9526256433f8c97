import ToolRouter
import ToolRouterFormats

/// The prices of models.
extension ServiceResponder {
    /// Reads the prices again from where the configuration has them.
    func reloadPrices() async throws(RouterError) -> HTTPReply {
        throw RouterError(.routeNotFound, at: .admit, "there is nothing at this path")
    }
}
