import Foundation
import Glibc
import Testing
import ToolRouter

@testable import ToolRouterTools

/// How an index follows its documents.
@Suite struct IndexUpdateTests {
    private func numbers(_ changes: IndexChanges) -> [Int] {
        [changes.added, changes.changed, changes.removed, changes.unchanged]
    }

    private func found(_ index: DocumentIndex, _ query: String) throws -> [String] {
        try index.session().find(Plan(query: query), within: SearchLimits()).hits.map(\.document)
    }

    private func update(_ index: DocumentIndex, _ library: Library) throws -> IndexChanges {
        try index.update(from: library.source, within: DocumentBounds())
    }

    @Test func `an update says what changed, and searches follow`() throws {
        let library = try Library(["a.md": "# Alpha\nold words", "b.md": "beta", "c/d.md": "gamma"])
        let index = try DocumentIndex(library.path + "/index")
        #expect(numbers(try update(index, library)) == [3, 0, 0, 0])
        #expect(numbers(try update(index, library)) == [0, 0, 0, 3])
        let before = try index.state()

        try library.write("# Alpha\nnew words", to: "a.md")
        try library.remove("b.md")
        try library.write("delta", to: "e.md")
        #expect(numbers(try update(index, library)) == [1, 1, 1, 1])
        #expect(try found(index, "old") == [])
        #expect(try found(index, "new") == ["a.md"])
        #expect(try found(index, "beta") == [])
        #expect(try found(index, "gamma") == ["c/d.md"])
        #expect(try found(index, "delta") == ["e.md"])
        #expect(try index.state().digest != before.digest)
    }

    @Test func `files that were touched and say the same change nothing`() throws {
        let library = try Library(["a.md": "alpha"])
        let index = try library.index()
        let before = try index.state()
        try library.write("alpha", to: "a.md")
        #expect(numbers(try update(index, library)) == [0, 0, 0, 1])
        #expect(try index.state() == before)
    }

    @Test func `a change that keeps length and time is seen`() throws {
        let library = try Library(["a.md": "alpha"])
        let index = try library.index()
        var times = [timespec(tv_sec: 1_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000, tv_nsec: 0)]
        utimensat(AT_FDCWD, library.folder + "/a.md", &times, 0)
        // Until the times of the file can be relied on, so that it need not be read again.
        usleep(100_000)
        _ = try update(index, library)
        try library.write("alphb", to: "a.md")
        utimensat(AT_FDCWD, library.folder + "/a.md", &times, 0)
        usleep(100_000)
        let changes = try update(index, library)
        #expect(numbers(changes) == [0, 1, 0, 0])
    }

    @Test func `an index has the same digest and finds the same however it came about`() throws {
        let documents = Dictionary(
            uniqueKeysWithValues: (0..<60).map { ("\($0 % 7)/\($0).md", "# T\($0 % 5)\nword\($0 % 3) same text") })
        let library = try Library(documents)
        let fresh = try library.index()
        let grown = try DocumentIndex(nil)
        let other = try Library(["x.md": "something else", "3/3.md": "another text"])
        _ = try update(grown, other)
        _ = try update(grown, library)
        #expect(try grown.state() == fresh.state())
        for query in ["word1 same", "T3", "text", "word2 nothing"] {
            let one = try fresh.session().find(Plan(query: query), within: SearchLimits())
            #expect(try grown.session().find(Plan(query: query), within: SearchLimits()) == one)
            #expect(!one.hits.isEmpty)
        }
    }

    @Test func `an update that is ended leaves the index as it was`() throws {
        let library = try Library(["a.md": "alpha", "b.md": "beta"])
        let index = try DocumentIndex(library.path + "/index")
        _ = try update(index, library)
        let before = try index.state()
        try library.write("gamma", to: "a.md")
        try library.write("delta", to: "c.md")
        var looks = 0
        #expect(throws: IndexingCancelled.self) {
            try index.update(
                from: library.source, within: DocumentBounds(),
                isCancelled: {
                    looks += 1
                    return looks > 2
                })
        }
        #expect(try index.state() == before)
        #expect(try found(index, "alpha") == ["a.md"])
        #expect(numbers(try update(index, library)) == [1, 1, 0, 1])
    }

    @Test func `a fault in one document leaves the index as it was`() throws {
        let library = try Library(["a.md": "alpha"])
        let index = try library.index()
        try library.write("changed", to: "a.md")
        try library.write(String(repeating: "x", count: 2_000), to: "z.md")
        var bounds = DocumentBounds()
        bounds.fileBytes = 1_000
        #expect(throws: DocumentFault.self) { try index.update(from: library.source, within: bounds) }
        #expect(try found(index, "alpha") == ["a.md"])
    }

    @Test func `an index survives its process, and one of another version is made anew`() throws {
        let library = try Library(["a.md": "alpha"])
        let path = library.path + "/index"
        _ = try update(DocumentIndex(path), library)
        #expect(numbers(try update(DocumentIndex(path), library))[0] == 0)
        try SearchConnection(path, .write).execute("UPDATE meta SET value = 'older' WHERE name = 'format'")
        #expect(numbers(try update(DocumentIndex(path), library)) == [1, 0, 0, 0])
    }

    @Test func `other files are never taken for an index`() throws {
        let library = try Library(["text.md": String(repeating: "no database ", count: 100)])
        let database = library.path + "/shop.sqlite"
        try SearchConnection(database, .write).execute("CREATE TABLE meta(name, value)")
        let pipe = library.path + "/pipe"
        mkfifo(pipe, 0o600)
        for path in [database, library.folder + "/text.md", library.folder, pipe] {
            #expect(throws: DocumentFault.self, "\(path)") { try DocumentIndex(path) }
        }
        #expect(try SearchConnection(database, .read).number("SELECT count(*) FROM sqlite_schema") == 1)
    }

    @Test func `collections are the folders at the top, with titles`() throws {
        let library = try Library(["a.md": "# A", "b/c.md": "# C", "b/d/e.md": "text", "b/f.md": "# C"])
        #expect(
            try library.index().state().collections == [
                IndexState.Collection(name: "", titles: ["A"]),
                IndexState.Collection(name: "b", titles: ["C", "b/d/e.md"]),
            ])
    }

    @Test func `every word of an index is gone with its document`() throws {
        var draws = Draws(seed: 5)
        let parts = ["退货", "政策", "a", "Über", "e\u{301}", "x_y", "\n# ", " ", "\n", "ที่นี่", "`c`"]
        let library = try Library()
        let index = try DocumentIndex(nil)
        for _ in 0..<60 {
            let text = (0..<draws.draw(80)).map { _ in parts[draws.draw(parts.count)] }.joined()
            try library.write(text, to: "\(draws.draw(5)).md")
            _ = try update(index, library)
            try index.connection.execute("INSERT INTO words(words) VALUES ('integrity-check')")
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: library.folder) { try library.remove(name) }
        _ = try update(index, library)
        try index.connection.execute("CREATE VIRTUAL TABLE temp.entries USING fts5vocab(main, words, row)")
        #expect(try index.connection.number("SELECT count(*) FROM temp.entries") == 0)
    }
}
