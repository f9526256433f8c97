import Crypto
import Foundation
package import ToolRouter
import ToolRouterTools

/// The section `rest`: the services that may be called.
package struct RESTSettings: ToolSettings {
    package static let tool: ToolName = "rest"

    /// The most endpoints.
    static let mostEndpoints = 200

    package let duration: Duration
    /// In the order of the file, each with its headers, whose secrets are not looked up yet.
    private let endpoints: [(endpoint: RESTEndpoint, headers: [HeaderSettings])]
    /// Changes whenever what the section says does.
    let digest: String

    package init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["endpoints", "duration"])
        duration = try section.duration("duration") ?? .milliseconds(100)
        let list = try section.required("endpoints", "a mapping of names to endpoints")
        let entries = try list.someEntries("a mapping of names to endpoints")
        guard entries.count <= Self.mostEndpoints else {
            throw list.fault(
                found: "\(entries.count) endpoints", expected: "at most \(Self.mostEndpoints)", remedy: "remove some")
        }
        var endpoints: [(endpoint: RESTEndpoint, headers: [HeaderSettings])] = []
        for entry in entries {
            endpoints.append(
                (
                    try RESTEndpoint(entry.value, named: try entry.key.name("the name of an endpoint", longest: 64)),
                    try entry.value.headers(in: folder)
                ))
        }
        self.endpoints = endpoints
        digest = SHA256.hash(data: Data(node.yaml.utf8)).prefix(16).hexadecimal
    }

    package var secrets: [SecretSource] { endpoints.flatMap { $0.headers.compactMap(\.secret) } }

    package func open(scratch: String, environment: [String: String]?) throws(FileError) -> any OpenedTool {
        var opened: [RESTEndpoint] = []
        for (endpoint, headers) in endpoints {
            var endpoint = endpoint
            // A replay sends nothing, and knows no secret.
            if let environment {
                for header in headers {
                    endpoint.headers.append(RESTEndpoint.Header(header.name, try header.value(environment)))
                }
            }
            opened.append(endpoint)
        }
        return Opened(endpoints: opened, digest: digest)
    }

    private struct Opened: OpenedTool {
        let endpoints: [RESTEndpoint]
        let digest: String

        func tool(in world: ToolWorld) -> any Tool { RESTTool(endpoints, digest: digest, over: world.transport) }
    }
}

extension ConfigurationNode {
    /// The headers of the endpoint that it is.
    fileprivate func headers(in folder: ConfigurationFolder) throws(FileError) -> [HeaderSettings] {
        guard let headers = try ConfigurationSection(self)["headers"] else { return [] }
        return try HeaderSettings.all(headers, in: folder)
    }
}
