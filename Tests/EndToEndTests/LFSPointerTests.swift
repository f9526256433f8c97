import Foundation
import Testing

/// A repository that was cloned without Git LFS holds small texts in place of its large files.
@Suite struct LFSPointerTests {
    private static let pointer = """
        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 12345

        """

    static let files = [
        "replays/shop/traffic.jsonl", "replays/shop/shop.sql", "replays/shop/scenario.yaml", "replays/shop/faults.yaml",
        "goldens/shop/answers.jsonl", "goldens/shop/totals.json",
    ]

    @Test(arguments: files)
    func `a pointer in place of a file is named, with what to do`(_ file: String) throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write(Self.pointer, to: file)
        for command in ["check", "replay"] {
            let run = try workplace.run(command)
            #expect(run.code == 65, "\(command): \(run.text)")
            #expect(run.errors.contains("\(file): found a Git LFS pointer, expected "), "\(run.errors)")
            #expect(run.errors.contains("git lfs pull"))
            #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        }
    }

    static let pointers = [
        pointer, pointer.replacingOccurrences(of: "\n", with: "\r\n"),
        pointer.replacingOccurrences(
            of: "https://git-lfs.github.com/spec/v1", with: "https://hawser.github.com/spec/v1"),
        pointer.replacingOccurrences(of: "https://git-lfs.github.com/spec/v1", with: "http://git-media.io/v/2"),
        pointer.replacingOccurrences(of: "\noid", with: "\next-0-foo sha256:\(String(repeating: "a", count: 64))\noid"),
    ]

    @Test(arguments: pointers)
    func `a pointer in place of a database is named, in every form`(_ pointer: String) throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write(pointer, to: "replays/shop/shop.sqlite")
        try workplace.edit("replays/shop/scenario.yaml", "shop.sql", "shop.sqlite")
        let run = try workplace.run("replay")
        #expect(
            run.code == 65 && run.errors.contains("shop.sqlite: found a Git LFS pointer, expected a SQLite database"))
    }

    @Test func `a pointer that lies outside of the scenario is named, too`() throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write(Self.pointer, to: "shared/day.jsonl")
        try workplace.edit("replays/shop/scenario.yaml", "version: 1", "version: 1\ntraffic: [../../shared/day.jsonl]")
        let run = try workplace.run("check")
        #expect(run.code == 65 && run.errors.contains("day.jsonl: found a Git LFS pointer"), "\(run.errors)")
    }

    @Test(arguments: [
        "--database=pointer.sqlite", "--database=pointer.sql", "--recording=pointer.jsonl", "--rules=pointer.yaml",
    ])
    func `init names it, and makes nothing`(_ option: String) throws {
        let workplace = try Workplace()
        try workplace.folder.write(Shop.database, to: "shop.sql")
        for ending in ["sqlite", "sql", "jsonl", "yaml"] {
            try workplace.folder.write(Self.pointer, to: "pointer.\(ending)")
        }
        let run = try workplace.run("init", "replays/new", "--database", "shop.sql", option)
        #expect(run.code == 65 && run.errors.contains("found a Git LFS pointer"), "\(run.errors)")
        #expect(!workplace.folder.exists("replays/new"))
    }

    @Test func `a long text that begins alike is no pointer`() throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write(
            Self.pointer + String(repeating: "more\n", count: 400), to: "replays/shop/traffic.jsonl")
        let run = try workplace.run("check")
        #expect(run.code == 65 && !run.errors.contains("LFS"))
    }
}
