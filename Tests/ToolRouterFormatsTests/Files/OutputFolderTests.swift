import Foundation
import Testing
import ToolRouterFormats

struct OutputFolderTests {
    private let parent: TemporaryFolder

    init() throws {
        parent = try TemporaryFolder()
    }

    /// All files and folders, hidden ones, too.
    private var contents: [String] {
        get throws { try FileManager.default.subpathsOfDirectory(atPath: parent.path).sorted() }
    }

    private func fill(_ folder: OutputFolder) throws {
        try OutputFolder.make(folder.path + "/databases")
        try OutputFile.write("1", to: folder.path + "/databases/a.sql")
        try OutputFile.write("2", to: folder.path + "/scenario.yaml")
    }

    @Test func `a scratch folder goes with its owner`() throws {
        var path = ""
        do {
            let folder = try OutputFolder.scratch()
            path = folder.path
            try fill(folder)
            #expect(FileManager.default.fileExists(atPath: path + "/databases/a.sql"))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a new folder appears whole, with those above it`() throws {
        let folder = try OutputFolder.new(parent.path + "/deep/new")
        try fill(folder)
        #expect(!FileManager.default.fileExists(atPath: parent.path + "/deep/new"))
        #expect(folder.destination.hasSuffix("/deep/new"))
        try folder.publish(last: "scenario.yaml")
        #expect(
            try contents == [
                "deep", "deep/new", "deep/new/databases", "deep/new/databases/a.sql", "deep/new/scenario.yaml",
            ])
    }

    @Test func `what is not published goes, with the folders that were made for it`() throws {
        do { try fill(OutputFolder.new(parent.path + "/deep/er/new")) }
        #expect(try contents == [])
    }

    @Test func `an empty folder is filled and stays the one it is`() throws {
        let path = parent.path + "/new"
        try OutputFolder.make(path)
        let number = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        let folder = try OutputFolder.new(path)
        try fill(folder)
        try folder.publish(last: "scenario.yaml")
        #expect(try contents == ["new", "new/databases", "new/databases/a.sql", "new/scenario.yaml"])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == number)
    }

    @Test func `what came there in the meantime is not replaced`() throws {
        let path = parent.path + "/new"
        try OutputFolder.make(path)
        do {
            let folder = try OutputFolder.new(path)
            try fill(folder)
            try OutputFile.write("mine", to: path + "/scenario.yaml")
            let error = #expect(throws: FileError.self) { try folder.publish(last: "scenario.yaml") }
            #expect(error?.description.contains("scenario.yaml came there in the meantime") == true)
        }
        #expect(try contents == ["new", "new/scenario.yaml"])
        #expect(try String(contentsOfFile: path + "/scenario.yaml", encoding: .utf8) == "mine")
    }

    @Test func `a place that has something is refused`() throws {
        _ = try parent.file("file", "mine".utf8)
        let error = #expect(throws: FileError.self) { try OutputFolder.new(parent.path) }
        #expect(
            error?.description == "\(parent.path): found a folder with content, expected a new or empty folder; "
                + "name another folder; nothing is ever replaced")
        #expect(throws: FileError.self) { try OutputFolder.new(parent.path + "/file") }
        #expect(try contents == ["file"])
    }

    /// Where a process was killed before it could clean up.
    @Test func `a folder that another process left is stepped over`() throws {
        try OutputFolder.make(parent.path + "/.new.partial-1")
        let folder = try OutputFolder.new(parent.path + "/new")
        #expect(folder.path.hasSuffix("/.new.partial-2"))
    }
}
