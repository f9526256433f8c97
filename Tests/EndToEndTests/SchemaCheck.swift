import Foundation
import Testing

/// `Scripts/validate`: the JSON Schemas of the formats, as a validator that is none of ours reads them.
enum SchemaCheck {
    static let missing: Comment = "needs the Debian packages python3-jsonschema and python3-yaml"
    static let isThere = DebianPython.has("jsonschema", "yaml")

    /// What a schema has against a file.
    struct Fault: CustomStringConvertible {
        /// The name of the file, without its folder.
        let file: String
        let line: Int
        /// The path of the field; nil when the line is not JSON.
        let field: String?
        let description: String
    }

    /// What the schema of `format` has against `files`, of which there is at least one.
    static func faults(_ format: String, _ files: [String]) throws -> [Fault] {
        try #require(!files.isEmpty, "no files of the format \(format)")
        let script = Package.folder.appending(path: "Scripts/validate").path
        let run = try DebianPython.run([script, format] + files)
        try #require(run.code == 0 || run.code == 1 && !run.text.isEmpty, "\(run.errors)")
        return try run.text.split(separator: "\n").map { line in
            let match = try #require(try #/([^:]+):(\d+): ((?:not JSON)?)(.*?): .*/#.wholeMatch(in: line), "\(line)")
            return Fault(
                file: URL(filePath: String(match.1)).lastPathComponent, line: Int(match.2)!,
                field: match.3.isEmpty ? String(match.4) : nil, description: String(line))
        }
    }

    /// Expects all of `files` to be valid.
    static func expectValid(
        _ format: String, _ files: [String], from location: SourceLocation = #_sourceLocation
    ) throws {
        let faults = try faults(format, files)
        #expect(faults.isEmpty, "\(faults.prefix(20).map(\.description))", sourceLocation: location)
    }
}
