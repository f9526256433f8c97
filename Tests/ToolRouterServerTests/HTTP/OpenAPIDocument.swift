import Testing
import ToolRouterFormats

@testable import ToolRouterServer

/// The OpenAPI document that the service ships, read as YAML.
struct OpenAPIDocument {
    /// The whole document.
    let root: ConfigurationNode

    init() throws {
        root = try ConfigurationNode(
            yaml: String(decoding: PackageResources.openapi_yaml, as: UTF8.self), file: "openapi.yaml")
    }

    /// The node that is reached by these keys.
    func node(_ keys: String...) throws -> ConfigurationNode {
        try keys.reduce(root) { node, key in try #require(node.member(key), "no \(key) of \(keys)") }
    }

    /// Its operations, such as `POST /v1/query`, with what is said of each.
    func operations() throws -> [String: ConfigurationNode] {
        var found: [String: ConfigurationNode] = [:]
        for (path, item) in try node("paths").members {
            for (method, operation) in item.members { found["\(method.uppercased()) \(path)"] = operation }
        }
        return found
    }

    /// Every `$ref` of it.
    var references: [String] { Self.references(in: root) }

    private static func references(in node: ConfigurationNode) -> [String] {
        let own = node.member("$ref")?.scalar.map { [$0] } ?? []
        return own + node.members.flatMap { references(in: $0.1) } + node.elements.flatMap(references)
    }
}

extension ConfigurationNode {
    /// The members of a mapping, in order.
    var members: [(String, ConfigurationNode)] {
        guard case .mapping(let entries) = content else { return [] }
        return entries.map { ($0.name, $0.value) }
    }

    /// The elements of a list.
    var elements: [ConfigurationNode] {
        guard case .list(let elements) = content else { return [] }
        return elements
    }

    /// A scalar's text.
    var scalar: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The member of this name.
    func member(_ name: String) -> ConfigurationNode? {
        members.first { $0.0 == name }?.1
    }
}
