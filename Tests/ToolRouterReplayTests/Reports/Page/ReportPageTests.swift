import Crypto
import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

@Suite struct ReportPageTests {
    /// A run of these sections, as a page.
    private func page(_ sections: [ReportSection]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let names = sections.indices.map { "s\($0)" }
        let list = names.map { "{\"name\":\"\($0)\"}" }.joined(separator: ",")
        let head = "{\"version\":1,\"kind\":\"replay\",\"verdict\":\"drift\",\"scenarios\":[\(list)]}\n"
        try head.write(to: folder.appending(path: "report.json"), atomically: true, encoding: .utf8)
        for (name, section) in zip(names, sections) {
            try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
            try section.write(to: folder.appending(path: "\(name)/report.jsonl").path)
        }
        try ReportPage.write(in: folder.path)
        return try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
    }

    private func section(_ text: String, cases: Int = 1, bytes: Int = 0) -> ReportSection {
        func object(_ members: String...) -> [UInt8] { Array("{\(members.joined(separator: ","))}".utf8) }
        var writer = JSONWriter()
        writer.string(text)
        let filling = String(repeating: "x", count: bytes)
        return ReportSection(
            head: object("\"name\":\(writer.text)"), timeline: object("\"bins\":0"),
            cases: (0..<cases).map {
                object("\"id\":\"r-\($0)\"", "\"question\":\(writer.text)", "\"f\":\"\(filling)\"")
            })
    }

    /// The text of the block that holds the run.
    private func data(of page: String) throws -> String {
        let begin = try #require(page.range(of: "<script type=\"application/json\" id=\"data\">"))
        let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
        return String(page[begin.upperBound..<end.lowerBound])
    }

    private static let texts = [
        "</script><script>alert(1)</script>", "<!--<script>", "{{script}}{{data}}{{policy}}{{style}}", "]]>",
        "\u{2028}", "\u{0}",
        "a\nb", "<", "\\u003c", "\"}]}", "\u{202E}abc",
    ]

    @Test(arguments: texts) func `a text of the run is data, and changes nothing around it`(text: String) throws {
        let (plain, hostile) = (try page([section("plain")]), try page([section(text)]))
        let (before, now) = (try data(of: plain), try data(of: hostile))
        #expect(!now.contains("<"))
        #expect(
            hostile.replacing(now, with: "", maxReplacements: 1)
                == plain.replacing(before, with: "", maxReplacements: 1))
        let read = try #require(try JSONSerialization.jsonObject(with: Data(now.utf8)) as? [String: Any])
        let sections = try #require(read["sections"] as? [[String: Any]])
        #expect((sections[0]["head"] as? [String: Any])?["name"] as? String == text)
        #expect((sections[0]["cases"] as? [[String: Any]])?[0]["question"] as? String == text)
    }

    @Test func `the security policy allows the style and the script that are there, and nothing else`() throws {
        let page = try page([section("plain")])
        func hash(_ opening: String, _ closing: String) throws -> String {
            let begin = try #require(page.range(of: opening, options: .backwards))
            let end = try #require(page.range(of: closing, range: begin.upperBound..<page.endIndex))
            let content = Data(page[begin.upperBound..<end.lowerBound].utf8)
            return "'sha256-\(Data(SHA256.hash(data: content)).base64EncodedString())'"
        }
        let policy =
            "default-src 'none'; style-src \(try hash("<style>", "</style>")); "
            + "script-src \(try hash("<script>", "</script>")); img-src data:; base-uri 'none'; form-action 'none'"
        #expect(page.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">"))
        #expect(!page.contains(" style=") && !page.contains("unsafe-"))
    }

    @Test func `the script sets texts as texts`() {
        let script = String(decoding: PackageResources.report_js, as: UTF8.self)
        for word in [
            "innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "DOMParser", "srcdoc",
            "fetch(",
        ] {
            #expect(!script.contains(word), "\(word)")
        }
    }

    @Test(arguments: [(1, 100_000, 200), (40, 400, 2_000), (3_000, 10, 10), (2, 60, 250_000)])
    func `a page is no larger than the most, and says how many requests are not in it`(
        scenarios: Int, cases: Int, bytes: Int
    ) throws {
        let page = try page(
            (0..<scenarios).map { section(number($0), cases: cases / ($0 % 2 + 1), bytes: bytes) })
        #expect(page.utf8.count <= ReportPage.largest)
        let read = try #require(
            try JSONSerialization.jsonObject(with: Data(try data(of: page).utf8)) as? [String: Any])
        let sections = try #require(read["sections"] as? [[String: Any]])
        for (place, section) in sections.enumerated() {
            let shown = try #require(section["cases"] as? [Any]).count
            #expect(shown + (section["beyond"] as? Int ?? 0) == cases / (place % 2 + 1))
            #expect(shown > 0)
        }
    }

    /// A text in which much is escaped.
    private func number(_ place: Int) -> String { String(repeating: "<", count: 40) + "\(place)" }

    @Test(arguments: [
        ("{\"name\":1}\n", "found 1 line"), ("{\"name\":1}\nnull}\n", "report.jsonl:2"), ("\n", "found 0 lines"),
    ]) func `a file that is not of this program is refused with its place`(text: String, words: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "report.jsonl").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: FileError.self) { try ReportSection.read(path: path, room: 100) }
        #expect("\(try #require(error))".contains(words), "\(String(describing: error))")
    }

    @Test(arguments: ["../../etc", "", ".git", "a/b"])
    func `a scenario that names another folder is refused`(name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "report.json").path
        try "{\"version\":1,\"verdict\":\"pass\",\"scenarios\":[{\"name\":\"\(name)\"}]}"
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: FileError.self) { try ReportHead(path: path) }
    }

    @Test(arguments: [
        (100, [10, 20, 30], [10, 20, 30]), (60, [10, 20, 90], [10, 20, 30]), (30, [50, 50, 50], [10, 10, 10]),
        (0, [5], [0]), (10, [], []),
    ]) func `room is shared so that the small get all they want`(room: Int, wishes: [Int], shares: [Int]) {
        #expect(Share.of(room, among: wishes) == shares)
    }
}
