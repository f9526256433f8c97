import ToolRouter
import ToolRouterFormats

/// What clients of a service may do and send; each is a bound on memory, on time or on both.
package struct HTTPLimits: Hashable, Sendable {
    /// The most bytes of one body; 1 to 64 MiB. A question of the usual limit fits, with every character escaped.
    package var bodyBytes = 256 << 10
    /// The most bytes of a request line with its headers; 1,024 to 1 MiB. A connection holds so much at most before its
    /// request is refused.
    package var headerBytes = 16 << 10
    /// How long a client may take from the first byte of a request to the end of its headers.
    package var headerTime = Duration.seconds(10)
    /// How long it may take for the body after that.
    package var bodyTime = Duration.seconds(20)
    /// How long a connection may stay open without a request.
    package var idleTime = Duration.seconds(60)
    /// How long a client may go without reading anything of its answer.
    package var writeTime = Duration.seconds(20)
    /// The most connections at once; the next is answered with `overloaded` and closed. 1 to 1,000,000.
    package var connections = 10_000
    /// The most connections from one address at once (of IPv6: from one /64); nil has no bound. A proxy is one address.
    package var connectionsPerAddress: Int?
    /// The most requests that are answered at once; the next is refused as `overloaded`. 1 to 1,000,000. More than a router
    /// lets in, so that those who only look how the service is find room while it refuses questions.
    package var requests = 2_000
    /// The most requests of one connection, which is closed after the last; nil has no bound.
    package var requestsPerConnection: Int?

    /// The most header fields of one request.
    static let headerFields = 100

    package init() {}
}

extension HTTPLimits {
    private static let keys = [
        "body_bytes", "header_bytes", "header_time", "body_time", "idle_time", "write_time", "connections",
        "connections_per_address", "requests", "requests_per_connection",
    ]

    /// Reads the mapping `limits`.
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: Self.keys)
        if let bytes = try section.integer("body_bytes", in: 1...64 << 20) { bodyBytes = bytes }
        if let bytes = try section.integer("header_bytes", in: 1_024...1 << 20) { headerBytes = bytes }
        if let time = try section.duration("header_time") { headerTime = time }
        if let time = try section.duration("body_time") { bodyTime = time }
        if let time = try section.duration("idle_time") { idleTime = time }
        if let time = try section.duration("write_time") { writeTime = time }
        if let number = try section.integer("connections", in: 1...1_000_000) { connections = number }
        connectionsPerAddress = try section.integer("connections_per_address", in: 1...1_000_000)
        if let number = try section.integer("requests", in: 1...1_000_000) { requests = number }
        requestsPerConnection = try section.integer("requests_per_connection", in: 1...1_000_000_000)
    }
}
