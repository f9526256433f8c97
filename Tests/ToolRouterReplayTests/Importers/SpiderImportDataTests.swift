import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// The import of the real Spider files, which lie beside the package.
@Suite(.enabled(if: SharedData.isThere, "Spider and the Azure trace are missing: put them into ../shared/data"))
struct SpiderImportDataTests {
    @Test func `more requests than the trace has arrivals`() throws {
        let fixture = try SpiderFixture()
        let spider = SharedData.path + "/spider"
        let spiderImport = SpiderImport(
            questions: spider + "/questions.jsonl", predictions: spider + "/predictions.jsonl",
            planner: "dail_sql_gpt4", shadow: ["c3_sql_gpt35"], databases: spider + "/database",
            arrivals: SharedData.path + "/AzureLLMInferenceTrace_conv.csv", requests: 19_400, users: 200, seed: 1,
            output: fixture.path + "/out")
        let summary = try spiderImport.run { _ in }
        #expect(summary.questions == 463)
        #expect(summary.databases.count == 10)
        #expect(summary.rounds == 2)

        let reader = try RecordingReader(path: fixture.path + "/out/traffic.jsonl")
        #expect(reader.header.epoch == RFC3339.timestamp("2023-11-16T18:15:46Z"))
        var exchanges = [RecordedExchange]()
        while let exchange = try reader.next() { exchanges.append(exchange) }
        #expect(exchanges.count == 19_400)
        #expect(reader.reordered == 0)
        #expect(exchanges[19_366 + 5].atMicroseconds - exchanges[5].atMicroseconds == 3_502_721_937)
        #expect(exchanges[463].question == exchanges[0].question)
    }
}

/// Where the real material lies: `../shared/data` beside the package.
private enum SharedData {
    static let path: String = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/Package.swift") {
            folder = folder.deletingLastPathComponent()
        }
        return folder.deletingLastPathComponent().path + "/shared/data"
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: path + "/spider/questions.jsonl") }
}
