import Foundation
import Testing

@Suite struct DeterminismRuleTests {
    /// The targets that run in virtual time.
    private static let targets = ["ToolRouter", "ToolRouterReplay"]

    private static let sources: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "Sources")
    }()

    @Test(arguments: targets)
    func `nothing in the sources lets two runs differ`(target: String) throws {
        let folder = Self.sources.appending(path: target)
        let files = try #require(FileManager.default.subpaths(atPath: folder.path)).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 10)
        for file in files.sorted() {
            let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for breach in try DeterminismSearch.breaches(in: source, file: "Sources/\(target)/\(file)") {
                Issue.record("\(breach)")
            }
        }
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
    ])
    func `the search finds a planted breach`(source: String) throws {
        #expect(try DeterminismSearch.breaches(in: source, file: "planted.swift").count == 1)
    }

    @Test(arguments: [
        "/// Never `Task.sleep`, never Date().", "let words = \"a plain Task {}, Date() or UUID()\"",
        "let task = Task(executorPreference: executor) { await work() }", "let updated = UpDate()",
        "for name in counts.keys.sorted() { print(name) }", "let list = counts.values\n    .sorted()",
        "var counts: [String: Int] = [:]\nfor (name, count) in counts.sorted(by: { $0.key < $1.key }) {",
        "let words = \"\"\"\n    no Task.sleep, please\n    \"\"\"", "func run() -> Task<Void, Never> {",
        "let names = Set(list)\n    .sorted()\nfor name in names { print(name) }",
        "let list: [Int] = []\nfor one in list { print(one) }", "let seen = Set(names)\nif seen.contains(name) {",
    ])
    func `the search leaves alone what keeps its order`(source: String) throws {
        #expect(try DeterminismSearch.breaches(in: source, file: "sound.swift").isEmpty)
    }
}
