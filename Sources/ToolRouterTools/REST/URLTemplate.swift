/// The URL of an endpoint, in which parameters stand for values: `https://api.example.com/v1/weather/{city}?days={days}`.
///
/// It is read once. Parameters may stand in segments of the path and in values of the query only, so that scheme, host, port and
/// the names of the query are the template's own whatever a plan says.
package struct URLTemplate: Hashable, Sendable {
    /// A piece of a segment or a value.
    enum Part: Hashable, Sendable {
        /// As it stands in the URL.
        case text(String)
        /// The value of the parameter of this name.
        case parameter(String)
    }

    /// The longest URL, in bytes.
    static let longest = 8_000

    /// Whether the connection is encrypted: `https`.
    package let isSecure: Bool
    /// Whom it leads to.
    package let host: ServiceHost
    /// The port, where it is not the scheme's own.
    package let port: Int?
    /// The segments of the path, each in pieces; the last one may be empty.
    let segments: [[Part]]
    /// The query; nil where there is none.
    let query: [(name: String, value: [Part]?)]?

    /// The parameters in it, in the order of their first places; those in the path apart.
    package var parameters: (path: [String], query: [String]) {
        (Self.names(segments), Self.names((query ?? []).compactMap(\.value)))
    }

    /// The URL with `values`, which has each of the parameters; nil where they would make another one than the template's, such as
    /// one with a segment that leads upwards.
    func filled(_ values: [String: String]) -> ServiceURL? {
        let path = segments.map { "/" + Self.text($0, values) }.joined()
        let pairs = query?.map { pair in pair.name + (pair.value.map { "=" + Self.text($0, values) } ?? "") }
        let url = ServiceURL(
            isSecure: isSecure, host: host, port: port,
            target: path + (pairs.map { "?" + $0.joined(separator: "&") } ?? ""))
        return leads(to: url) ? url : nil
    }

    /// Whether `url`, read anew, has all that is the template's own.
    private func leads(to url: ServiceURL) -> Bool {
        guard url.text.utf8.count <= Self.longest, let read = try? URLTemplate(url.text) else { return false }
        return read.isSecure == isSecure && read.host == host && read.port == port
            && read.segments.count == segments.count && read.query?.count == query?.count
            && zip(read.query ?? [], query ?? []).allSatisfy {
                $0.name == $1.name && ($0.value == nil) == ($1.value == nil)
            }
            && zip(read.segments, segments).allSatisfy { $0.isEmpty == $1.isEmpty }
            && read.parameters.path.isEmpty && read.parameters.query.isEmpty
    }

    private static func names(_ places: [[Part]]) -> [String] {
        var names: [String] = []
        for case .parameter(let name) in places.joined() where !names.contains(name) { names.append(name) }
        return names
    }

    private static func text(_ parts: [Part], _ values: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .parameter(let name): PercentEncoding.encoded(values[name] ?? "")
            }
        }.joined()
    }

    package static func == (left: URLTemplate, right: URLTemplate) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// The template as it is written.
    package var text: String {
        func text(_ parts: [Part]) -> String {
            parts.map { part in
                switch part {
                case .text(let text): text
                case .parameter(let name): "{\(name)}"
                }
            }.joined()
        }
        let pairs = query?.map { pair in pair.name + (pair.value.map { "=" + text($0) } ?? "") }
        return ServiceURL.origin(isSecure: isSecure, host: host, port: port) + segments.map { "/" + text($0) }.joined()
            + (pairs.map { "?" + $0.joined(separator: "&") } ?? "")
    }
}

/// A URL that a template has made, and nothing else has.
package struct ServiceURL: Hashable, Sendable {
    /// Whether the connection is encrypted: `https`.
    package let isSecure: Bool
    /// Whom it leads to.
    package let host: ServiceHost
    /// The port, where it is not the scheme's own.
    package let port: Int?
    /// Path and query as they are sent.
    package let target: String

    fileprivate init(isSecure: Bool, host: ServiceHost, port: Int?, target: String) {
        (self.isSecure, self.host, self.port, self.target) = (isSecure, host, port, target)
    }

    /// All of it.
    package var text: String { Self.origin(isSecure: isSecure, host: host, port: port) + target }

    fileprivate static func origin(isSecure: Bool, host: ServiceHost, port: Int?) -> String {
        (isSecure ? "https://" : "http://") + host.text + (port.map { ":\($0)" } ?? "")
    }
}
