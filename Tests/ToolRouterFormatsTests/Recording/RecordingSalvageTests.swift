import Foundation
import Testing
import ToolRouter

@testable import ToolRouterFormats

/// Segments that a killed recorder left open.
@Suite struct RecordingSalvageTests {
    private static let header = SegmentHeader.open(
        RecordingHeader(source: "test", epoch: Timestamp(nanoseconds: 0), golden: nil))

    private static func line(_ number: Int, at: Int64) -> [UInt8] {
        let exchange = RecordedExchange(
            id: RequestID("q-\(number)"), atMicroseconds: at, caller: RecordedCaller(tenant: "t"),
            question: "line\n\(number)")
        return Array((exchange.json(under: .disjoint) + "\n").utf8)
    }

    private static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        let file = try OutputFile(path: path)
        try file.write(Array(bytes))
        try file.finish()
    }

    /// A file is cut at each of its bytes in turn: what is left is read, and no whole line is lost.
    @Test func `wherever a segment is torn its whole lines are kept`() throws {
        let scratch = try OutputFolder.scratch()
        let lines = [Self.line(1, at: 30), Self.line(2, at: 10), Self.line(3, at: 20)]
        let whole = Self.header + lines.flatMap(\.self)
        for length in 0...whole.count {
            let path = "\(scratch.path)/\(length).jsonl"
            try Self.write(whole.prefix(length), to: path + ".part")
            let closed = try RecordingSalvage.close(path + ".part")
            let kept = whole.prefix(length).count { $0 == UInt8(ascii: "\n") }
            #expect(closed.requests == max(0, kept - 1), "\(length)")
            #expect(try !Presence.of(path + ".part"))
            guard kept > 1 else {
                #expect(closed.path == nil)
                #expect(try !Presence.of(path), "\(length)")
                continue
            }
            let size = Self.header.count + lines.prefix(kept - 1).reduce(0) { $0 + $1.count }
            #expect(closed.cutBytes == length - size, "\(length)")
            let reader = try RecordingReader(path: path)
            #expect(reader.header.firstMicroseconds == (kept == 2 ? 30 : 10))
            var found = 0
            while try reader.next() != nil { found += 1 }
            #expect(found == kept - 1)
        }
    }

    @Test(arguments: [10, 65_000, 65_536, 70_000, 300_000])
    func `a header of any length gets the first arrival`(length: Int) throws {
        let scratch = try OutputFolder.scratch()
        let path = scratch.path + "/000001.jsonl"
        let source = String(repeating: "s", count: length)
        let header = SegmentHeader.open(RecordingHeader(source: source, epoch: Timestamp(nanoseconds: 0)))
        try Self.write(header + Self.line(1, at: 7), to: path + ".part")
        _ = try RecordingSalvage.close(path + ".part")
        let reader = try RecordingReader(path: path)
        #expect(reader.header.firstMicroseconds == 7)
        #expect(try reader.next()?.atMicroseconds == 7)
    }

    @Test func `what a loss of power left as zero bytes is no line`() throws {
        let scratch = try OutputFolder.scratch()
        let path = scratch.path + "/000001.jsonl"
        let zeros = [UInt8](repeating: 0, count: 4_096)
        try Self.write(Self.header + Self.line(1, at: 5) + zeros + Self.line(2, at: 6), to: path + ".part")
        let closed = try RecordingSalvage.close(path + ".part")
        #expect(closed.requests == 1)
        #expect(closed.cutBytes == zeros.count + Self.line(2, at: 6).count)
        #expect(closed.words.contains("closed with 1 request; "))
    }

    @Test func `a closed segment is never replaced`() throws {
        let scratch = try OutputFolder.scratch()
        let path = scratch.path + "/000001.jsonl"
        for ending in ["", ".part"] { try Self.write(Self.header + Self.line(1, at: 5), to: path + ending) }
        #expect(throws: FileError.self) { try RecordingSalvage.close(path + ".part") }
        #expect(try Presence.of(path + ".part"))
    }

    @Test func `what a living server writes is left alone, and an empty scenario is removed`() throws {
        let scratch = try OutputFolder.scratch()
        let folders = ["live-1", "live-2", "live-3"].map { "\(scratch.path)/replays/\($0)" }
        for (folder, content) in zip(folders, [Self.line(1, at: 5), Self.line(2, at: 5), []]) {
            try OutputFolder.make(folder + "/segments")
            try OutputFile.write("version: 1\n", to: folder + "/scenario.yaml")
            try Self.write(Self.header + content, to: folder + "/segments/000001.jsonl.part")
        }
        let lock = try FolderLock.take(folders[1], option: "--record")
        let report = RecordingSalvage.all(below: scratch.path)
        withExtendedLifetime(lock) {}
        #expect(report.busy == [folders[1]])
        #expect(report.closed.map(\.requests) == [1, 0])
        #expect(report.faults.isEmpty)
        #expect(try Presence.of(folders[0] + "/segments/000001.jsonl"))
        #expect(try Presence.of(folders[1] + "/segments/000001.jsonl.part"))
        #expect(try !Presence.of(folders[2]))
    }
}
