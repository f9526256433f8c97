package import ToolRouter

extension RouterError {
    /// The error of a call of `endpoint` that ended without a reply, the same over the network and out of a recording.
    ///
    /// - Parameter reason: what happened, in words that hold no value of a parameter; nil says what the code says.
    package static func service(_ code: ErrorCode, of endpoint: String, _ reason: String? = nil) -> RouterError {
        let words =
            switch code {
            case .addressDenied: "lies at an address that may not be called"
            case .overloaded: "has as many calls under way as it may"
            case .serviceTimeout: "did not answer in its time"
            case .serviceFailed: "can't answer now"
            case .serviceRejected: "rejected the call"
            case .serviceRedirected: "answered with a redirect, which is not followed"
            case .serviceUnreadable: "answered with what can't be read"
            default: "could not be reached"
            }
        let hint = code == .addressDenied ? "list the address under `addresses` if the service may be called" : nil
        return RouterError(
            code, at: .run, "the service of \(endpoint) \(reason ?? words)", hint: hint,
            retryAfter: code == .overloaded ? .seconds(1) : nil)
    }
}
