import ToolRouter
import ToolRouterTools

extension RESTEndpoint {
    private static let keys = [
        "url", "method", "summary", "parameters", "body", "headers", "addresses", "timeout", "response_bytes",
        "content_types", "fresh_for", "calls",
    ]

    /// The most parameters of an endpoint.
    private static let mostParameters = 50

    /// Reads all of an endpoint but its headers.
    init(_ node: ConfigurationNode, named name: String) throws(FileError) {
        let section = try ConfigurationSection(node, keys: Self.keys)
        let address = try section.required("url", "a URL such as https://api.example.com/v1/weather/{city}")
        self.init(name, try Self.template(address))
        if let method = section["method"] { self.method = try method.choice(of: Method.self) }
        if let summary = section["summary"] { self.summary = try summary.name("a sentence", longest: 300) }
        if let parameters = section["parameters"] { self.parameters = try Self.parameters(parameters) }
        if let body = section["body"] {
            guard method == .post else {
                throw body.fault(
                    found: "a body", expected: "one with `method: POST` only",
                    remedy: "correct the method, or remove it")
            }
            self.body = try RESTBody(body, parameters: Set(parameters.map(\.name)))
        }
        try checkParameters(section, address)
        if let addresses = section["addresses"] { self.addresses = try Self.policy(addresses) }
        if case .address(let text) = url.host, !addresses.allows(text) {
            throw address.fault(
                found: "a private or reserved address", expected: "a public one, or one that `addresses` lists",
                remedy: "add it to `addresses` if that service may be called")
        }
        if let timeout = try section.duration("timeout") { self.timeout = timeout }
        if let bytes = try section.integer("response_bytes", in: 1...1_048_576) { responseBytes = bytes }
        if let types = section["content_types"] {
            contentTypes = try types.someElements("a list of media types").distinct { node throws(FileError) in
                try Self.mediaType(node)
            }
        }
        if let fresh = try section.duration("fresh_for") { freshFor = fresh }
        if let calls = try section.integer("calls", in: 1...1_000) { self.calls = calls }
    }

    private static func template(_ node: ConfigurationNode) throws(FileError) -> URLTemplate {
        let text = try node.text("a URL")
        do throws(URLTemplateFault) {
            return try URLTemplate(text)
        } catch {
            throw node.fault(found: error.found, expected: error.expected, remedy: error.remedy)
        }
    }

    private static func parameters(_ node: ConfigurationNode) throws(FileError) -> [RESTParameter] {
        let entries = try node.entries("a mapping of names to parameters")
        guard entries.count <= mostParameters else {
            throw node.fault(
                found: "\(entries.count) parameters", expected: "at most \(mostParameters)", remedy: "remove some")
        }
        var parameters: [RESTParameter] = []
        for entry in entries {
            guard RESTParameter.isName(entry.name) else {
                throw entry.key.fault(
                    expected: "a name of at most 40 small letters, digits and _", remedy: "correct the name")
            }
            parameters.append(try RESTParameter(entry.value, named: entry.name))
        }
        return parameters
    }

    /// Each parameter has a place, and each place a parameter.
    private func checkParameters(_ section: ConfigurationSection, _ address: ConfigurationNode) throws(FileError) {
        let used = url.parameters.path + url.parameters.query + (body?.parameters ?? [])
        let known = parameters.map(\.name)
        if let unknown = used.first(where: { !known.contains($0) }) {
            throw address.fault(
                found: "the parameter {\(unknown)}", expected: "one of those under `parameters`",
                remedy: "add `\(unknown)` there")
        }
        if let idle = known.first(where: { !used.contains($0) }) {
            throw (section["parameters"] ?? address).fault(
                found: "the parameter `\(idle)`, which has no place", expected: "{\(idle)} in `url` or `body`",
                remedy: "add or remove it")
        }
    }

    private static func policy(_ node: ConfigurationNode) throws(FileError) -> AddressPolicy {
        AddressPolicy(
            listed: try node.someElements("a list of addresses").distinct { node throws(FileError) in
                let text = try node.text("an address or a network")
                do throws(AddressBlock.Fault) {
                    return try AddressBlock(text)
                } catch {
                    throw node.fault(
                        expected: "an address or a network such as 10.0.0.5 or 10.1.0.0/16",
                        remedy: error == .hostBits ? "clear the bits behind the prefix" : "correct it")
                }
            })
    }

    private static func mediaType(_ node: ConfigurationNode) throws(FileError) -> String {
        let expected = "a media type such as application/json, without parameters"
        let type = try node.name(expected).lowercased()
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isMediaTypeByte) }) else {
            throw node.fault(expected: expected, remedy: "correct it")
        }
        return type
    }
}

extension UInt8 {
    /// Whether it may stand in a media type's names (RFC 6838, section 4.2).
    fileprivate var isMediaTypeByte: Bool { isWordByte || "!#$&-^.+".utf8.contains(self) }
}
