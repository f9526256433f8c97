import Foundation
import Testing

/// The core routes to tools and knows none of them: what SQL is, its tool teaches it.
@Suite struct CoreVocabularyTests {
    /// Error codes are one closed list for all tools, and their meanings are written beside them.
    private static let exceptions: Set<String> = ["Errors/ErrorCode.swift", "Errors/ErrorCode+Meaning.swift"]

    private static let core: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "Sources/ToolRouter")
    }()

    /// The lines of a source that say SQL, in code, texts or comments.
    private static func mentions(in source: String) -> [String] {
        source.split(separator: "\n").filter { $0.range(of: "sql", options: .caseInsensitive) != nil }.map(String.init)
    }

    @Test func `the core knows no word of SQL`() throws {
        let files = try #require(FileManager.default.subpaths(atPath: Self.core.path)).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 50)
        var excepted: Set<String> = []
        for file in files.sorted() {
            let mentions = Self.mentions(
                in: try String(contentsOf: Self.core.appending(path: file), encoding: .utf8))
            if Self.exceptions.contains(file), !mentions.isEmpty {
                excepted.insert(file)
            } else {
                #expect(mentions.isEmpty, "Sources/ToolRouter/\(file): let the tool's PlanSyntax or guard know it")
            }
        }
        #expect(excepted == Self.exceptions, "an exception that nothing needs is to go")
    }

    @Test(arguments: ["let sql = plan.sql", "/// The SQL to run.", "case .statement: \"one SQLite statement\""])
    func `the search finds a planted word`(source: String) {
        #expect(Self.mentions(in: "import ToolRouter\n" + source) == [source])
    }
}
