import ToolRouter

/// How a caller stands with its limits.
extension ServiceResponder {
    /// The caller's own standing, as `me`; that of an address or a tenant with an admin key.
    func limits(_ routed: RoutedCall) async throws(RouterError) -> HTTPReply {
        throw RouterError(.routeNotFound, at: .admit, "there is nothing at this path")
    }
}
