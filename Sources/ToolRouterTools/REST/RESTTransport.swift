package import ToolRouter

/// Carries approved calls of `rest` to their services: over the network in a server, out of the recording in a replay.
package protocol RESTTransport: Sendable {
    /// Sends `call` and returns the reply, whatever its status. Ends soon after its task is cancelled. No error holds a secret or
    /// the value of a parameter.
    func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody

    /// Lets go of what it holds, such as connections. Nobody calls it any more.
    func close() async
}

extension RESTTransport {
    package func close() async {}
}
