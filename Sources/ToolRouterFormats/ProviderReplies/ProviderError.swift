/// What a provider says of why it refused, in its own words: untrusted. No client sees it, and it is not logged as it is.
package struct ProviderError: Hashable, Sendable {
    /// The kind: `invalid_request_error`, `ThrottlingException`.
    package let type: String?
    /// The reason: `context_length_exceeded`, `model_not_found`; a number is written out.
    package let code: String?
    /// The member of the request that is meant: `response_format`.
    package let parameter: String?
    /// The reason for people.
    package let message: String?

    package init(type: String? = nil, code: String? = nil, parameter: String? = nil, message: String? = nil) {
        self.type = type
        self.code = code
        self.parameter = parameter
        self.message = message
    }

    /// The error that the body of `response` holds, whatever its status; nil when there is none that can be read.
    package init?(in response: ProviderResponse) {
        return nil
    }
}
