import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Recordings of many files, which are opened when their time comes.
struct SegmentTests {
    private let world: RecordedWorld
    private static let nine = Timestamp(microseconds: 1_795_165_200_000_000)

    init() throws {
        world = try RecordedWorld()
    }

    private func segment(_ name: String, promising first: Int64?, _ exchanges: [RecordedExchange]) throws -> String {
        try FileManager.default.createDirectory(
            atPath: world.path + "/segments", withIntermediateDirectories: true)
        let path = "\(world.path)/segments/\(name)"
        let writer = try RecordingWriter(
            path: path, header: RecordingHeader(source: "test", epoch: Self.nine, firstMicroseconds: first))
        for exchange in exchanges { try writer.write(exchange) }
        try writer.finish()
        return path
    }

    @Test func `files that overlap are one stream, each opened when its first request arrives`() throws {
        let paths = [
            try segment("1.jsonl", promising: 5, [.asked("a", at: 5), .asked("c", at: 20), .asked("g", at: 90)]),
            try segment("2.jsonl", promising: 10, [.asked("b", at: 10), .asked("e", at: 40), .asked("d", at: 30)]),
            try segment("3.jsonl", promising: 40, [.asked("dd", at: 40), .asked("f", at: 50)]),
            try segment("4.jsonl", promising: 200, [.asked("h", at: 200)]),
        ]
        let traffic = try Traffic(paths: paths)
        #expect(traffic.start == Self.nine)
        var ids: [String] = []
        while let arrival = try traffic.next() { ids.append(arrival.exchange.id.text) }
        #expect(ids == ["a", "b", "c", "d", "dd", "e", "f", "g", "h"])
        #expect(traffic.reordered == 1)
    }

    @Test(arguments: [("later", 9), ("earlier", 11)])
    func `a header that promises another moment is at fault`(name: String, first: Int64) throws {
        let traffic = try Traffic(paths: [
            try segment("1.jsonl", promising: 0, [.asked("a", at: 0), .asked("b", at: 100)]),
            try segment("2.jsonl", promising: first, [.asked("c", at: 10)]),
        ])
        let error = #expect(throws: FileError.self) { while try traffic.next() != nil {} }
        #expect(error?.reason.field == "at_us")
        #expect(error?.reason.remedy.contains("first_at_us") == true)
    }

    @Test func `a folder stands for its closed files, sorted by name`() throws {
        for name in ["000010.jsonl", "000002.jsonl", "000003.jsonl.part", ".000001.jsonl"] {
            _ = try segment(name, promising: nil, [.asked(RequestID(name))])
        }
        let scenario = try world.scenario([.asked("x")], settings: "traffic: [segments]")
        #expect(
            scenario.traffic.map { ($0 as NSString).lastPathComponent }
                == ["000002.jsonl", "000010.jsonl"])
    }

    @Test(arguments: [("000001.jsonl.part", "import --recover"), ("notes.txt", "name another folder")])
    func `a folder without a closed file says what to do`(name: String, remedy: String) throws {
        try FileManager.default.createDirectory(
            atPath: world.path + "/segments", withIntermediateDirectories: true)
        try "".write(toFile: "\(world.path)/segments/\(name)", atomically: true, encoding: .utf8)
        let error = #expect(throws: FileError.self) {
            try world.scenario([.asked("x")], settings: "traffic: [segments]")
        }
        #expect(error?.reason.remedy.contains(remedy) == true)
    }
}
