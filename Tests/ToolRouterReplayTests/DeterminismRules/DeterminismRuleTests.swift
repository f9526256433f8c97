import Foundation
import Testing

@Suite struct DeterminismRuleTests {
    /// The targets of which something runs in a replay.
    private static let targets = [
        "ToolRouter", "SQLSandbox", "ToolRouterTools", "ToolRouterFormats", "ToolRouterSimulation", "ToolRouterReplay",
    ]

    private static let sources: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "Sources")
    }()

    /// What the search finds in a file of a target.
    private struct SearchedFile {
        let target: String
        let file: String
        let breaches: [DeterminismBreach]
    }

    /// All files of the targets, searched once for all tests.
    private static let searched = Result {
        let search = try DeterminismSearch()
        return try targets.flatMap { target in
            let folder = sources.appending(path: target)
            let files = try #require(FileManager.default.subpaths(atPath: folder.path)).filter {
                $0.hasSuffix(".swift")
            }
            #expect(!files.isEmpty)
            return try files.sorted().map { file in
                let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                return SearchedFile(
                    target: target, file: file,
                    breaches: try search.breaches(in: source, file: "Sources/\(target)/\(file)"))
            }
        }
    }

    @Test(arguments: targets)
    func `nothing in the sources lets two runs differ`(target: String) throws {
        for searched in try Self.searched.get()
        where searched.target == target
            && !DeterminismException.all.contains(where: { $0.covers(searched.file, of: target) })
        {
            for breach in searched.breaches { Issue.record("\(breach)") }
        }
    }

    @Test(arguments: DeterminismException.all)
    func `no exception is there that nothing needs`(exception: DeterminismException) throws {
        let covered = try Self.searched.get().filter { exception.covers($0.file, of: $0.target) }
        #expect(covered.contains { !$0.breaches.isEmpty }, "\(exception.target)/\(exception.place)")
    }

    @Test(arguments: [
        "let now = Date()", "let start = ContinuousClock.now", "let id = UUID().uuidString",
        "let die = Int.random(in: 1...6)", "list.shuffle()", "try await Task.sleep(for: .seconds(1))",
        "Task { await work() }", "Task<Void, Never> { await work() }", "Task.detached { await work() }",
        "let isCI = ProcessInfo.processInfo.environment[\"CI\"] != nil", "if getenv(\"CI\") != nil {",
        "let bucket = name.hashValue % 8", "let zone = TimeZone.current",
        "for name in counts.keys { print(name) }", "let list = counts.values.map { $0 + 1 }",
        "var counts: [String: Int] = [:]\nfor (name, count) in counts { print(name) }",
        "let seen = Set(names)\nlet list = seen.map { $0.text }",
        "var seen: Set<Int> = []\nfor one in self.seen where one > 1 {",
        "var counts = [String: Int]()\nlet text = counts.map { $0.key }.joined()",
        "static let words: [String: Int] = [:]\nfor (word, _) in Self.words {",
    ])
    func `the search finds a planted breach`(source: String) throws {
        #expect(try DeterminismSearch().breaches(in: source, file: "planted.swift").count == 1)
    }

    @Test(arguments: [
        "/// Never `Task.sleep`, never Date().", "let words = \"a plain Task {}, Date() or UUID()\"",
        "let task = Task(executorPreference: executor) { await work() }", "let updated = UpDate()",
        "for name in counts.keys.sorted() { print(name) }", "let list = counts.values\n    .sorted()",
        "var counts: [String: Int] = [:]\nfor (name, count) in counts.sorted(by: { $0.key < $1.key }) {",
        "let words = \"\"\"\n    no Task.sleep, please\n    \"\"\"", "func run() -> Task<Void, Never> {",
        "let names = Set(list)\n    .sorted()\nfor name in names { print(name) }",
        "let list: [Int] = []\nfor one in list { print(one) }", "let seen = Set(names)\nif seen.contains(name) {",
        "static let keys = [\"a\"]\nlet section = Section(keys: Self.keys + Other.keys)",
    ])
    func `the search leaves alone what keeps its order`(source: String) throws {
        #expect(try DeterminismSearch().breaches(in: source, file: "sound.swift").isEmpty)
    }
}
