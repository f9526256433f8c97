import Foundation
import Synchronization
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// Segments as they are opened, closed, and read again.
@Suite struct SegmentWriterTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)

    /// A folder that is recorded to.
    private final class Place {
        let scratch: OutputFolder
        let folder: RecordingFolder
        let writer: SegmentWriter

        init(on disk: SegmentDisk = .system, _ change: (inout RecordSettings) -> Void = { _ in }) throws {
            scratch = try OutputFolder.scratch()
            var settings = RecordSettings()
            settings.directory = scratch.path
            change(&settings)
            let node = try ConfigurationNode.constant("version: 1\nplanner: {name: p}\n")
            let router = RouterSettings(databases: [("d", "/d.sql")], planner: PlannerSettings(name: "p", model: "m"))
            let scenario = RecordedScenario(of: node, settings: router, description: "d")
            folder = try RecordingFolder(below: scratch.path, scenario: scenario, at: now)
            let counter = Counter()
            writer = SegmentWriter(
                settings, folder, header: SegmentHeader.open(RecordingHeader(source: "test", epoch: now)), on: disk
            ) { notice in
                if case .removed(let segments) = notice { counter.count += segments }
            }
            self.counter = counter
        }

        private let counter: Counter
        var removals: Int { counter.count }

        final class Counter { var count = 0 }

        func add(_ id: Int, at: Int64, after: Duration = .zero) {
            let exchange = RecordedExchange(
                id: RequestID("q-\(id)"), atMicroseconds: at, caller: RecordedCaller(tenant: "t"), question: "why")
            writer.add(Array((exchange.json(under: .disjoint) + "\n").utf8), at: at, now: now + after)
        }

        var files: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: folder.segments)) ?? []).sorted()
        }

        /// The arrivals in each closed segment, as a reader gives them.
        func read() throws -> [[Int64]] {
            try files.filter { $0.hasSuffix(".jsonl") }.map { name in
                let reader = try RecordingReader(path: folder.segments + "/" + name)
                var arrivals: [Int64] = []
                while let exchange = try reader.next() { arrivals.append(exchange.atMicroseconds) }
                #expect(reader.header.firstMicroseconds == arrivals.first)
                return arrivals
            }
        }
    }

    @Test func `a segment is closed when it is large or old, and an open one has another name`() throws {
        let place = try Place { $0.segmentBytes = 4_096 }
        for number in 0..<130 { place.add(number, at: Int64(number)) }
        #expect(place.files.last?.hasSuffix(".jsonl.part") == true)
        #expect(place.files.count >= 3)
        place.writer.tick(Self.now + .seconds(599))
        #expect(place.files.last?.hasSuffix(".part") == true)
        place.writer.tick(Self.now + .seconds(600))
        #expect(place.files.allSatisfy { $0.hasSuffix(".jsonl") })
        #expect(try place.read().flatMap(\.self) == (0..<130).map(Int64.init))
        #expect(place.writer.written == 130 && place.writer.lost == 0)
        #expect(place.writer.segments == place.files.count)
    }

    @Test func `lines reach the file at each tick`() throws {
        let place = try Place()
        place.add(1, at: 1)
        place.writer.tick(Self.now)
        let text = try String(contentsOfFile: place.folder.segments + "/" + place.files[0], encoding: .utf8)
        #expect(text.hasSuffix("\"question\":\"why\"}\n"))
    }

    /// Ten thousand quick requests end while slow ones are under way: a reader would not find the place of those.
    @Test func `requests that took much longer go to a segment of their own, and all are read in order`() throws {
        let place = try Place()
        for number in 0..<10_000 {
            place.add(number, at: Int64(number * 10))
            if number > 6_000, number.isMultiple(of: 500) { place.add(100_000 + number, at: Int64(number - 6_000)) }
        }
        place.writer.end(Self.now)
        let segments = try place.read()
        #expect(segments.count == 2)
        #expect(segments.map(\.count) == [10_000, 7])
        for arrivals in segments { #expect(arrivals == arrivals.sorted()) }
    }

    @Test(arguments: 1...6)
    func `whatever the order in which requests end, a reader puts them in order`(seed: UInt64) throws {
        let place = try Place()
        let draw = KeyedDraw(seed: seed)
        let ends = (0..<9_000).map { number in
            let length = draw.number("length", "\(number)") % (number.isMultiple(of: 97) ? 200_000 : 400)
            return (at: Int64(number), end: Int64(number) + Int64(length))
        }
        for (number, request) in ends.sorted(by: { $0.end < $1.end }).enumerated() { place.add(number, at: request.at) }
        place.writer.end(Self.now)
        let segments = try place.read()
        #expect(segments.flatMap(\.self).sorted() == (0..<9_000).map(Int64.init))
        for arrivals in segments { #expect(arrivals == arrivals.sorted()) }
    }

    @Test func `beyond the bytes that are kept the oldest segments go`() throws {
        let place = try Place {
            $0.segmentBytes = 4_096
            $0.keepBytes = 20_000
        }
        for number in 0..<1_000 { place.add(number, at: Int64(number)) }
        place.writer.end(Self.now)
        let kept = try place.read().flatMap(\.self)
        #expect(kept.last == 999 && kept.first! > 500)
        #expect(place.removals > 5)
        #expect(RecordingFolder.closedSegments(below: place.scratch.path).reduce(0) { $0 + $1.bytes } <= 20_000)
    }

    /// A disk that can be full, and counts what is closed on it.
    private final class FullDisk: Sendable {
        let isFull = Atomic(true)
        let closed = Atomic(0)

        var disk: SegmentDisk {
            SegmentDisk(
                write: { [self] file, bytes, count in
                    if !isFull.load(ordering: .relaxed) { return Foundation.write(file, bytes, count) }
                    errno = ENOSPC
                    return -1
                },
                close: { [self] file in
                    closed.add(1, ordering: .relaxed)
                    _ = Foundation.close(file)
                })
        }
    }

    /// A descriptor that is closed a second time may be that of another file by then.
    @Test func `a disk without room for a header is tried again, and each file is closed once`() throws {
        let full = FullDisk()
        let place = try Place(on: full.disk)
        for number in 0..<3 {
            place.add(number, at: Int64(number), after: .seconds(30 * number))
            #expect(full.closed.load(ordering: .relaxed) == number + 1)
            #expect(place.files.isEmpty && place.writer.lost == number + 1 && place.writer.isFailing)
        }
        full.isFull.store(false, ordering: .relaxed)
        place.add(4, at: 4, after: .seconds(90))
        place.writer.tick(Self.now + .seconds(90))
        #expect(!place.writer.isFailing)
        place.writer.end(Self.now + .seconds(91))
        #expect(try place.read() == [[4]])
        #expect(full.closed.load(ordering: .relaxed) == 4)
    }

    @Test func `a folder that is gone stops the recording, and it goes on when it is back`() throws {
        let place = try Place { $0.segmentAge = .seconds(10_000) }
        place.add(1, at: 1)
        place.writer.tick(Self.now)
        place.writer.tick(Self.now + .seconds(10_000))
        try FileManager.default.removeItem(atPath: place.folder.segments)
        place.add(2, at: 2)
        #expect(place.writer.isFailing && place.writer.lost == 1)
        try OutputFolder.make(place.folder.segments)
        place.add(3, at: 3, after: .seconds(29))
        #expect(place.writer.lost == 2)
        place.add(4, at: 4, after: .seconds(30))
        place.writer.tick(Self.now + .seconds(30))
        #expect(!place.writer.isFailing && place.writer.lost == 2)
        place.writer.end(Self.now + .seconds(31))
        #expect(try place.read() == [[4]])
    }

    @Test func `a run without a request leaves nothing, and two of one second have folders of their own`() throws {
        let place = try Place()
        let node = try ConfigurationNode.constant("version: 1\n")
        let router = RouterSettings(databases: [("d", "/d.sql")], planner: PlannerSettings(name: "p", model: "m"))
        let other = try RecordingFolder(
            below: place.scratch.path, scenario: RecordedScenario(of: node, settings: router, description: "d"),
            at: Self.now)
        #expect(other.path == place.folder.path + "-2")
        place.writer.end(Self.now)
        #expect(try !Presence.of(place.folder.path))
        #expect(try Presence.of(other.path))
    }
}
