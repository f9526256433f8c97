import Foundation
import Testing

/// One of the JSON Schemas that are shipped.
struct SchemaFile {
    private let root: [String: Any]

    /// Reads the schema of `format`, such as `golden`.
    init(_ format: String) throws {
        let file = Self.folder.appending(path: "\(format).schema.json")
        root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    /// The words that `definition` allows, in its order.
    func words(_ definition: String) throws -> [String] {
        try #require(try at("definitions." + definition)["enum"] as? [String])
    }

    /// The members that the object at `path` may have, sorted; `path` leads through keywords, such as
    /// `definitions.usage`, and is empty for the whole. What is no member that is listed must be refused.
    func members(_ path: String) throws -> [String] {
        let object = try at(path)
        #expect(object["additionalProperties"] as? Bool == false, "\(path) is open")
        return try #require(object["properties"] as? [String: Any]).keys.sorted()
    }

    private func at(_ path: String) throws -> [String: Any] {
        try path.split(separator: ".").reduce(root) { object, key in
            try #require(object[String(key)] as? [String: Any], "no \(key) on the way to \(path)")
        }
    }

    private static let folder: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "Sources/ToolRouterFormats/Schemas")
    }()
}
