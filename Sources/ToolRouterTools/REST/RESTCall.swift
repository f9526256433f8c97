package import ToolRouter

/// A call of a service as its endpoint's template made it, approved and complete. Its headers may hold secrets, so it is never
/// shown.
package struct RESTCall: Sendable {
    /// Whose request it is for.
    package let request: RequestID
    /// The endpoint's name.
    package let endpoint: String

    package init(request: RequestID, endpoint: String) {
        self.request = request
        self.endpoint = endpoint
    }
}
