import Foundation
import Glibc
import Testing
import ToolRouter

@testable import ToolRouterTools

/// Which files of a folder are documents.
@Suite struct DocumentFolderTests {
    private func names(_ library: Library, _ bounds: DocumentBounds = DocumentBounds()) throws -> [String] {
        var names: [String] = []
        try library.source.visit(within: bounds) { document, _, _ throws(DocumentFault) in
            if try document.read() != nil { names.append(document.name) }
        }
        return names
    }

    @Test func `Markdown files are found in all folders, sorted by bytes`() throws {
        let library = try Library([
            "b.md": "", "a.md": "", "Z.md": "", "deep/er/c.md": "", "deep.md": "", "x.txt": "", ".md": "",
            ".hidden.md": "",
            ".git/d.md": "", "配送.md": "",
        ])
        #expect(try names(library) == ["Z.md", "a.md", "b.md", "deep.md", "deep/er/c.md", "配送.md"])
    }

    @Test func `no link is followed`() throws {
        let library = try Library(["inside/a.md": "a"])
        let outside = library.path + "/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try Data("secret".utf8).write(to: URL(filePath: outside + "/secret.md"))
        for (link, target) in [
            ("file.md", outside + "/secret.md"), ("folder", outside), ("up", ".."), ("loop", "."),
            ("passwd.md", "/etc/passwd"), ("inside/again.md", "a.md"), ("gone.md", "nowhere"),
        ] {
            #expect(symlink(target, library.folder + "/" + link) == 0)
        }
        #expect(try names(library) == ["inside/a.md"])
        #expect(try library.find("secret root").hits.isEmpty)
    }

    @Test func `a file that becomes a link before it is read is gone`() throws {
        let library = try Library(["a.md": "a", "deep/b.md": "b"])
        try FileManager.default.createDirectory(atPath: library.path + "/outside", withIntermediateDirectories: true)
        try Data("secret".utf8).write(to: URL(filePath: library.path + "/outside/b.md"))
        var seen: [String] = []
        try library.source.visit(within: DocumentBounds()) { document, _, _ throws(DocumentFault) in
            let file = library.folder + "/" + document.name
            unlink(file)
            if document.name.hasPrefix("deep") {
                rmdir(library.folder + "/deep")
                symlink(library.path + "/outside", library.folder + "/deep")
            } else {
                symlink("/etc/passwd", file)
            }
            if try document.read() != nil { seen.append(document.name) }
        }
        #expect(seen.isEmpty)
    }

    @Test func `pipes and folders with such names are passed over`() throws {
        let library = try Library(["a.md": "a", "folder.md/b.md": "b"])
        #expect(mkfifo(library.folder + "/pipe.md", 0o600) == 0)
        #expect(try names(library) == ["a.md", "folder.md/b.md"])
    }

    @Test func `an empty folder has no documents`() throws {
        let library = try Library()
        #expect(try names(library) == [])
        #expect(try library.index().state().documents == 0)
        #expect(try library.find("anything").hits.isEmpty)
    }

    private func fault(_ library: Library, _ change: (inout DocumentBounds) -> Void) -> DocumentFault? {
        var bounds = DocumentBounds()
        change(&bounds)
        return #expect(throws: DocumentFault.self) { try names(library, bounds) }
    }

    @Test func `what is too much is refused, and says which key to raise`() throws {
        let library = try Library(["a.md": String(repeating: "a", count: 100), "b.md": "b", "c.md": "c"])
        #expect(fault(library) { $0.fileBytes = 99 }?.path == library.folder + "/a.md")
        #expect(fault(library) { $0.fileBytes = 99 }?.remedy.contains("docs.file_bytes") == true)
        #expect(fault(library) { $0.files = 2 }?.remedy.contains("docs.files") == true)
        #expect(fault(library) { $0.allBytes = 101 }?.remedy.contains("docs.all_bytes") == true)
        var bounds = DocumentBounds()
        (bounds.files, bounds.fileBytes, bounds.allBytes) = (3, 100, 102)
        #expect(try names(library, bounds).count == 3)
    }

    @Test func `a name that is not UTF-8 is told`() throws {
        let library = try Library()
        let name =
            Array((library.folder + "/caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9)]
            + Array(".md".utf8CString)
        close(open(name, O_CREAT | O_WRONLY, 0o600))
        let fault = #expect(throws: DocumentFault.self) { try names(library) }
        #expect(fault?.problem == "its name is not UTF-8")
    }

    @Test func `a folder that is not there is told`() throws {
        let fault = #expect(throws: DocumentFault.self) {
            try DocumentFolder("/nowhere/at/all").visit(within: DocumentBounds()) { _, _, _ in }
        }
        #expect(fault?.path == "/nowhere/at/all")
    }
}
