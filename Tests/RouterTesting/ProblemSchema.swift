import Foundation

/// `problem.schema.json`, asked by Debian's validator of JSON Schemas.
package enum ProblemSchema {
    package static let missing = "needs the Debian package python3-jsonschema"
    package static let canValidate = (try? validity(of: [["a": 1]])) != nil

    /// Whether each document is valid.
    package static func validity(of documents: [[String: Any]]) throws -> [Bool] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "problems-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appending(path: "documents.json")
        let output = folder.appending(path: "verdicts.json")
        try JSONSerialization.data(withJSONObject: documents).write(to: input)
        let script = """
            import json, sys, jsonschema
            schema, documents = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
            jsonschema.Draft7Validator.check_schema(schema)
            validator = jsonschema.Draft7Validator(schema)
            json.dump([validator.is_valid(document) for document in documents], open(sys.argv[3], "w"))
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", script, schema.path, input.path, output.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableRuntimeMismatch) }
        return try JSONDecoder().decode([Bool].self, from: Data(contentsOf: output))
    }

    private static let schema: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "Sources/ToolRouterFormats/Schemas/problem.schema.json")
    }()
}
