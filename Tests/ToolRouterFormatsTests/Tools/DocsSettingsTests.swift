import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// What the section `docs` of a configuration says.
@Suite struct DocsSettingsTests {
    private let scratch: OutputFolder

    init() throws {
        scratch = try OutputFolder.scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/documents", withIntermediateDirectories: true)
        try Data("# Tents\ntorn".utf8).write(to: URL(filePath: scratch.path + "/documents/a.md"))
        try Data("x".utf8).write(to: URL(filePath: scratch.path + "/kb.sqlite"))
    }

    private func settings(_ yaml: String) throws -> DocsSettings {
        let path = scratch.path + "/scenario.yaml"
        return try DocsSettings(
            ConfigurationNode(yaml: yaml, file: path),
            in: ConfigurationFolder(URL(filePath: scratch.path, directoryHint: .isDirectory), called: "the scenario's folder"))
    }

    @Test func `everything has a default but where the documents are`() throws {
        let settings = try settings("{folder: documents}")
        #expect(settings.source.path == scratch.path + "/documents")
        #expect(settings.limits == SearchLimits())
        #expect(settings.bounds == DocumentBounds())
        #expect(settings.refresh == .seconds(30))
        #expect(settings.duration == .milliseconds(5))
        #expect(settings.index == nil)
        #expect(settings.paths.map(\.key) == ["folder"])
        #expect(try settings.files().map(\.name) == ["document a.md"])
    }

    @Test func `a table of a database holds documents, too`() throws {
        let settings = try settings("{database: kb.sqlite, table: article, key: id, title: name, text: body}")
        let table = try #require(settings.source as? DocumentTable)
        #expect([table.table, table.key, table.title, table.text] == ["article", "id", "name", "body"])
        #expect(settings.paths.map(\.path) == [scratch.path + "/kb.sqlite"])
    }

    static let wrong: [(String, String?)] = [
        ("{}", "folder"), ("{folder: nowhere}", nil), ("{folder: kb.sqlite}", nil),
        ("{folder: documents, database: kb.sqlite}", nil), ("{folder: documents, title: x}", nil),
        ("{database: kb.sqlite, table: a, key: b}", "text"), ("{database: kb.sqlite, key: b, text: c}", "table"),
        ("{database: nowhere.sqlite, table: a, key: b, text: c}", nil), ("{folder: documents, results: 0}", nil),
        ("{folder: documents, words: 1000}", nil), ("{folder: documents, refresh: 0s}", nil),
        ("{folder: documents, result_byte: 9}", nil),
    ]

    @Test(arguments: wrong)
    func `a mistake is told with its place`(_ yaml: String, _ field: String?) throws {
        let error = #expect(throws: FileError.self) { try settings(yaml) }
        #expect(error?.line == 1)
        if let field { #expect(error?.reason.field == field) }
    }

    @Test func `a replay opens it without an environment`() async throws {
        let opened = try settings("{folder: documents}").open(scratch: scratch.path, environment: nil)
        await opened.close()
        let served = try settings("{folder: documents}").open(scratch: scratch.path, environment: [:])
        await served.close()
        #expect(FileManager.default.fileExists(atPath: scratch.path + "/docs.index"))
    }

    @Test func `what is wrong with the documents is told when they are opened`() throws {
        let settings = try settings("{folder: documents, file_bytes: 3}")
        let error = #expect(throws: FileError.self) { try settings.open(scratch: scratch.path, environment: nil) }
        #expect(error?.description.contains("docs.file_bytes") == true)
    }
}
