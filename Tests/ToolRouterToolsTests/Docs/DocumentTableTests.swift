import Foundation
import Testing
import ToolRouter

@testable import ToolRouterTools

/// Documents that are rows of a table.
@Suite struct DocumentTableTests {
    private let library: Library
    private var path: String { library.path + "/kb.sqlite" }

    init() throws {
        library = try Library()
        try run(
            """
            CREATE TABLE article(id INTEGER PRIMARY KEY, name TEXT, "the body" TEXT);
            INSERT INTO article VALUES (1, 'Tents', '# Seams\nA torn seam is sewn.'), (20, NULL, 'Boots'), (3, 'None', NULL);
            """)
    }

    private func run(_ sql: String) throws {
        let connection = try SearchConnection(path, .write)
        try connection.execute(sql)
    }

    private func source(
        table: String = "article", key: String = "id", title: String? = "name", text: String = "the body"
    ) -> DocumentTable {
        DocumentTable(path, table: table, key: key, title: title, text: text)
    }

    @Test func `each row is a document`() throws {
        let index = try DocumentIndex(nil)
        #expect(try index.update(from: source(), within: DocumentBounds()).added == 3)
        let hit = try #require(try index.session().find(Plan(query: "seam"), within: SearchLimits()).hits.first)
        #expect(hit.document == "1")
        #expect(hit.title == "Tents")
        #expect(hit.section == "Seams")
        #expect(hit.line == 2)
        #expect(hit.snippet == "A torn seam is sewn.")
    }

    @Test func `only rows that changed are indexed again`() throws {
        let index = try DocumentIndex(nil)
        _ = try index.update(from: source(), within: DocumentBounds())
        try run(
            "UPDATE article SET name = 'Shoes' WHERE id = 20; DELETE FROM article WHERE id = 3; INSERT INTO article VALUES (4, 'x', 'y');"
        )
        let changes = try index.update(from: source(), within: DocumentBounds())
        var expected = IndexChanges()
        (expected.added, expected.changed, expected.removed, expected.unchanged) = (1, 1, 1, 1)
        #expect(changes == expected)
        #expect(try index.session().find(Plan(query: "shoes"), within: SearchLimits()).hits.map(\.document) == ["20"])
    }

    static let wrong: [(String, String, String)] = [
        ("nothing", "id", "the body"), ("article", "missing", "the body"), ("article", "id", "missing"),
        ("article", "name", "the body"), ("article\"; DROP TABLE article; --", "id", "the body"),
    ]

    @Test(arguments: wrong)
    func `a wrong table or column is told`(_ table: String, _ key: String, _ text: String) throws {
        let index = try DocumentIndex(nil)
        #expect(throws: DocumentFault.self) {
            try index.update(from: source(table: table, key: key, title: nil, text: text), within: DocumentBounds())
        }
        #expect(try index.state().documents == 0)
        #expect(try index.update(from: source(), within: DocumentBounds()).added == 3)
    }

    @Test func `a file that is no database is told`() throws {
        try library.write("no database at all, only text that is long enough", to: "x.md")
        let fault = #expect(throws: DocumentFault.self) {
            try DocumentIndex(nil).update(
                from: DocumentTable(library.folder + "/x.md", table: "a", key: "b", title: nil, text: "c"),
                within: DocumentBounds())
        }
        #expect(fault?.problem.contains("not a database") == true)
    }
}
