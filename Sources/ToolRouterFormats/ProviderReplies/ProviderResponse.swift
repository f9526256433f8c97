/// What a provider answered over HTTP to one call: untrusted, and not read yet.
package struct ProviderResponse: Hashable, Sendable {
    /// One field of the head.
    package struct Header: Hashable, Sendable {
        /// The name, in lower case.
        package let name: String
        /// The value as it came.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name.lowercased()
            self.value = value
        }
    }

    /// The largest body that is read, in bytes: 4 MiB. What is longer is no reply.
    package static let maximumBody = 4 * 1_024 * 1_024

    /// The status code.
    package let status: Int
    /// The fields of the head, in order; a name may come more than once.
    package let headers: [Header]
    /// The body, without what the transfer put around it (chunks, compression).
    package let body: [UInt8]
    /// Whether the body came to its end; false when the connection was lost before that.
    package let isComplete: Bool

    package init(status: Int, headers: [Header], body: [UInt8], isComplete: Bool = true) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isComplete = isComplete
    }

    /// The values of a field, in order.
    ///
    /// - Parameter name: in lower case.
    package func header(_ name: String) -> [String] {
        headers.filter { $0.name == name }.map(\.value)
    }
}
