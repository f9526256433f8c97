package import ToolRouter

/// A service that may be called, and how: all that the configuration says of it.
package struct RESTEndpoint: Sendable {
    /// The methods there are: those that read.
    package enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case head = "HEAD"
        /// For services that take their questions in a body.
        case post = "POST"
    }

    /// A header with its value, which may be a secret.
    package struct Header: Sendable {
        package let name: String
        package let value: Secret

        package init(_ name: String, _ value: Secret) {
            (self.name, self.value) = (name, value)
        }
    }

    /// The name that plans use.
    package let name: String
    /// What it answers, in a sentence for a model.
    package var summary = ""
    package var method = Method.get
    /// Where it is.
    package let url: URLTemplate
    /// What plans may say, in the order of the configuration.
    package var parameters: [RESTParameter] = []
    /// What is sent; only with POST.
    package var body: RESTBody?
    /// What is sent besides; empty in a replay, where nothing is sent.
    package var headers: [Header] = []
    /// Which addresses it may have.
    package var addresses = AddressPolicy()
    /// How long a call may take, from the look-up of its name to the last byte. Default 10 s.
    package var timeout = Duration.seconds(10)
    /// How much of a reply is read, in bytes. Default 64 KiB.
    package var responseBytes = 65_536
    /// The media types that it may reply with, in lower case. Default: `application/json`.
    package var contentTypes = ["application/json"]
    /// How long a reply may be given to others who ask the same. Default: not at all.
    package var freshFor = Duration.zero
    /// How many calls may be under way at once. Default 16.
    package var calls = 16

    package init(_ name: String, _ url: URLTemplate) {
        (self.name, self.url) = (name, url)
    }

    /// Whether its replies depend on who asks.
    var dependsOnCaller: Bool { parameters.contains(where: \.isOfCaller) }
}
