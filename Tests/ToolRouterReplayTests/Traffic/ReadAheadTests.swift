import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

struct ReadAheadTests {
    private let world: RecordedWorld

    init() throws {
        world = try RecordedWorld()
    }

    private func exchanges(_ count: Int) -> [RecordedExchange] {
        (0..<count).map { .asked(RequestID("r-\($0)"), at: Int64($0), planner: ["a"]) }
    }

    private func read(_ ahead: ReadAhead) throws -> [String] {
        var ids: [String] = []
        while let arrivals = try ahead.next() { ids += arrivals.map(\.exchange.id.text) }
        return ids
    }

    @Test(arguments: [1, 64, 129])
    func `everything is read, in order`(count: Int) throws {
        let traffic = try Traffic(paths: [world.recording("traffic.jsonl", exchanges(count))])
        #expect(try read(ReadAhead(traffic)) == (0..<count).map { "r-\($0)" })
    }

    @Test func `what stands before a fault is handed out before the fault`() throws {
        let path = try world.recording("traffic.jsonl", exchanges(5_000))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"id\":\n".utf8))
        let ahead = ReadAhead(try Traffic(paths: [path]))
        var ids: [String] = []
        let fault = #expect(throws: FileError.self) {
            while let arrivals = try ahead.next() { ids += arrivals.map(\.exchange.id.text) }
        }
        #expect(fault?.line == 5_002)
        // The reader looks 4,096 lines ahead, to put them in order.
        #expect(ids == (0..<ids.count).map { "r-\($0)" })
        #expect(ids.count >= 5_000 - 4_097)
    }
}
