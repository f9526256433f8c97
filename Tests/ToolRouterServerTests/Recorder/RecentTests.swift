import Foundation
import Testing
import ToolRouter

@testable import ToolRouterServer

/// What is kept in memory of the last minutes.
@Suite struct RecentTests {
    private static let now = Timestamp(microseconds: 1_000_000_000)

    private func ring(bytes: Int = 1 << 20) -> RecentRing {
        var settings = RecordSettings.Recent()
        settings.bytes = bytes
        return RecentRing(settings)
    }

    @Test func `it holds no more than its bytes, and nothing older than its minutes`() {
        var ring = ring(bytes: 1_000)
        for number in 0..<5_000 {
            ring.add([UInt8](repeating: 7, count: 90), at: Int64(number), now: Self.now + .seconds(number))
            #expect(ring.bytes <= 1_000 && ring.count <= 11)
        }
        #expect(ring.count == 11 && ring.bytes == 990)
        ring.expire(Self.now + .seconds(4_999 + 600))
        #expect(ring.count == 1)
        ring.expire(Self.now + .seconds(4_999 + 601))
        #expect(ring.count == 0 && ring.bytes == 0 && ring.sorted.isEmpty)
    }

    @Test func `lines are given in the order of arrival`() {
        var ring = ring()
        for at in [3, 1, 2] { ring.add([UInt8(at)], at: Int64(at), now: Self.now) }
        #expect(ring.sorted == [[1], [2], [3]])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tar"), "needs tar"))
    func `tar unpacks the archive`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "toolrouter-tar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = (0..<100).map { Array("line \($0)\n".utf8) }
        let recording = RecentRecording(lines, header: "header", scenario: "version: 1\n", at: Self.now)
        try Data(recording.archive).write(to: folder.appending(path: "a.tar"))
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/tar")
        tar.arguments = ["xf", "a.tar"]
        tar.currentDirectoryURL = folder
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        let scenario = folder.appending(path: "replays/recent-19700101T001640Z")
        #expect(try String(contentsOf: scenario.appending(path: "scenario.yaml"), encoding: .utf8) == "version: 1\n")
        let segment = try String(contentsOf: scenario.appending(path: "segments/000001.jsonl"), encoding: .utf8)
        #expect(segment == "header\n" + (0..<100).map { "line \($0)\n" }.joined())
    }
}
