import Foundation
import Testing
import ToolRouterFormats

@Suite struct ProgressWordsTests {
    static let words: [(done: Int, total: Int?, elapsed: Duration, says: String)] = [
        (0, 100, .seconds(1), "0 requests"),
        (12, nil, .seconds(1), "12 requests"),
        (50, 100, .seconds(10), "50 of 100 requests, about 11 s left"),
        (50, 100, .milliseconds(400), "50 of 100 requests, about 1 s left"),
        (100, 100, .seconds(10), "100 of 100 requests, about 1 s left"),
        (101, 100, .seconds(10), "101 requests"),
        (1, 1_000, .seconds(1), "1 of 1000 requests, about 17 min left"),
        (1, 121, .seconds(1), "1 of 121 requests, about 3 min left"),
        (1, 120, .seconds(1), "1 of 120 requests, about 120 s left"),
    ]

    @Test(arguments: words)
    func `what is done, of how much, and how long the rest takes`(
        done: Int, total: Int?, elapsed: Duration, says: String
    ) {
        #expect(ProgressWords.words(done: done, of: total, "requests", after: elapsed) == says)
    }

    @Test func `the requests of recordings are their lines but for the headers`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lengths-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            return "\(folder)/\(name)"
        }
        let one = try file("one", "header\na\nb\n")
        let two = try file("two", "header\nc\n")
        #expect(RecordingLength.requests(in: [one, two]) == 3)
        #expect(RecordingLength.requests(in: [try file("empty", "")]) == 0)
        #expect(RecordingLength.requests(in: [one, folder + "/absent"]) == nil)
        #expect(RecordingLength.requests(in: [folder]) == nil)
        // Beyond 64 MiB the rest is taken to be like the beginning.
        let line = String(repeating: "x", count: 1_023) + "\n"
        let long = try file("long", String(repeating: line, count: 100_000))
        #expect(RecordingLength.requests(in: [long]) == 99_999)
    }
}
