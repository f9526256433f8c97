import Foundation
import Testing
import ToolRouter

@testable import ToolRouterFormats

struct RecordingReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(arguments: [
        ("LF", RecordingFixture.text(lines)),
        ("CRLF", RecordingFixture.text(lines).replacingOccurrences(of: "\n", with: "\r\n")),
        ("no last line end", String(RecordingFixture.text(lines).dropLast())),
        ("blank lines", "\n \t\r\n" + RecordingFixture.text(lines).replacingOccurrences(of: "\n", with: "\n\n")),
    ])
    func `line ends and blank lines make no difference`(_ name: String, _ text: String) throws {
        let path = try folder.file("traffic.jsonl", text.utf8)
        #expect(try RecordingFixture.exchanges(path).map(\.id) == ["a", "b"])
    }

    private static let lines = [RecordingFixture.line("a", at: 1), RecordingFixture.line("b", at: 2)]

    @Test func `lines come in the order of time and id, and the moved ones are counted`() throws {
        let text = RecordingFixture.text([
            RecordingFixture.line("c", at: 5), RecordingFixture.line("b", at: 5), RecordingFixture.line("a", at: 7),
            RecordingFixture.line("z", at: 0), RecordingFixture.line("d", at: 7),
        ])
        let reader = try RecordingReader(path: try folder.file("traffic.jsonl", text.utf8))
        var ids = [RequestID]()
        while let exchange = try reader.next() { ids.append(exchange.id) }
        #expect(ids == ["z", "b", "c", "a", "d"])
        #expect(reader.reordered == 2)
    }

    @Test func `a line 4,096 lines behind its place is put in order`() throws {
        let path = try folder.file("traffic.jsonl", lateText(behind: 4_096).utf8)
        let reader = try RecordingReader(path: path)
        #expect(try reader.next()?.id == "late")
        var count = 1
        while try reader.next() != nil { count += 1 }
        #expect(count == 5_001)
        #expect(reader.reordered == 1)
    }

    @Test func `a line 4,097 lines behind its place is refused, again and again`() throws {
        let path = try folder.file("recording.invalid.time-backwards.jsonl", lateText(behind: 4_097).utf8)
        let reader = try RecordingReader(path: path)
        let expected = """
            \(path):4099: field `at_us`: found the number 0 more than 4096 lines or 64 MiB behind its place, expected \
            lines sorted by at_us and id, give or take 4096 lines or 64 MiB; sort the file
            """
        for _ in 0..<2 {
            let error = #expect(throws: FileError.self) { while try reader.next() != nil {} }
            #expect(error?.description == expected)
        }
    }

    @Test(arguments: [("at most a MiB", 3, true), ("more than a MiB", 4, false)])
    func `large lines may stand fewer lines behind their place`(row: (name: String, count: Int, isRead: Bool)) throws {
        // 300 kB each.
        let question = String(repeating: "n", count: 300_000)
        var lines = (1...8).map {
            RecordingFixture.line("r-\($0)", at: Int64($0)).replacingOccurrences(of: "How many?", with: question)
        }
        lines.insert(RecordingFixture.line("late", at: 0), at: row.count)
        let path = try folder.file("traffic.jsonl", RecordingFixture.text(lines).utf8)
        let reader = try RecordingReader(path: path, window: ReorderWindow(size: 100, bytes: 1_024 * 1_024))
        guard !row.isRead else {
            #expect(try reader.next()?.id == "late", "\(row.name)")
            while try reader.next() != nil {}
            #expect(reader.reordered == 1)
            return
        }
        let error = #expect(throws: FileError.self) { while try reader.next() != nil {} }
        #expect(
            error?.description == """
                \(path):6: field `at_us`: found the number 0 more than 100 lines or 1 MiB behind its place, expected \
                lines sorted by at_us and id, give or take 100 lines or 1 MiB; sort the file
                """)
    }

    /// 5,000 lines in order and one, of the beginning, after `count` of them.
    private func lateText(behind count: Int) -> String {
        var lines = (1...5_000).map { RecordingFixture.line("r-\($0)", at: Int64($0)) }
        lines.insert(RecordingFixture.line("late", at: 0), at: count)
        return RecordingFixture.text(lines)
    }

    @Test func `any disorder within the window comes out sorted`() throws {
        let draw = KeyedDraw(seed: 7)
        let sorted = (0..<12_000).map { "r-\($0 + 100_000)" }
        let places = (0..<12_000).map { UInt64($0) + draw.number(below: 4_000, "place", "\($0)") }
        let shuffled = sorted.indices.sorted { places[$0] < places[$1] }
        let lines = shuffled.map { RecordingFixture.line(sorted[$0], at: Int64($0 / 3)) }
        let text = RecordingFixture.text(lines)
        let exchanges = try RecordingFixture.exchanges(try folder.file("traffic.jsonl", text.utf8))
        #expect(exchanges.map(\.id.text) == sorted)
    }

    @Test func `an exchange is found again by its offset while reading goes on`() throws {
        let text =
            "\r\n"
            + RecordingFixture.text(
                [
                    RecordingFixture.full.json(under: .disjoint), RecordingFixture.line("b", at: 99_000_000),
                    RecordingFixture.line("c", at: 1),
                ])
        let reader = try RecordingReader(path: try folder.file("traffic.jsonl", text.dropLast().utf8))
        var located = [LocatedExchange]()
        while let next = try reader.nextLocated() {
            located.append(next)
            for earlier in located { #expect(try reader.exchange(at: earlier.offset) == earlier.exchange) }
        }
        #expect(located.map(\.line) == [5, 3, 4])
    }

    @Test func `an offset beyond the end is an error`() throws {
        let path = try folder.file("traffic.jsonl", RecordingFixture.text(Self.lines).utf8)
        let reader = try RecordingReader(path: path)
        #expect(throws: FileError.self) { try reader.exchange(at: 1_000_000) }
    }

    @Test func `a line longer than the buffer is read whole`() throws {
        let question = String(repeating: "ä", count: 1_000_000)
        let line = RecordingFixture.line("a", at: 1).replacingOccurrences(of: "How many?", with: question)
        let path = try folder.file(
            "traffic.jsonl", RecordingFixture.text([line, RecordingFixture.line("b", at: 2)]).utf8)
        let reader = try RecordingReader(path: path)
        let first = try #require(try reader.nextLocated())
        #expect(first.exchange.question == question)
        #expect(try reader.exchange(at: first.offset).question == question)
        #expect(try reader.next()?.id == "b")
    }

    @Test func `a line of more than 16 MiB is refused`() throws {
        let bytes = Array((RecordingFixture.header + "\n").utf8) + [UInt8](repeating: 65, count: 16 * 1_024 * 1_024 + 1)
        let path = try folder.file("recording.invalid.long-line.jsonl", bytes)
        let error = #expect(throws: FileError.self) { try RecordingFixture.exchanges(path) }
        #expect(
            error?.description == """
                \(path):2: found a line of more than 16 MiB, expected lines of at most 16 MiB; \
                check that every line ends with a line feed
                """)
    }

    @Test func `an id used again is found however far back the first one is`() throws {
        var lines = (1...20_000).map { RecordingFixture.line("r-\($0)", at: Int64($0)) }
        lines.append(RecordingFixture.line("r-1", at: 20_001))
        let path = try folder.file("recording.invalid.duplicate-id.jsonl", RecordingFixture.text(lines).utf8)
        let error = #expect(throws: FileError.self) { try RecordingFixture.exchanges(path) }
        #expect(
            error?.description == """
                \(path):20002: field `id`: found "r-1" again, which line 2 has, expected an id used once; \
                rename one of the two requests
                """)
    }

    @Test func `no identifier among a hundred thousand is taken for another`() {
        var seen = SeenIdentifiers()
        let first = (0..<100_000).map { seen.insert(RequestID("r-\($0)")) }
        let again = (0..<100_000).map { seen.insert(RequestID("r-\($0)")) }
        #expect(!first.contains(false))
        #expect(!again.contains(true))
        #expect((0..<100_000).allSatisfy { seen.contains(RequestID("r-\($0)")) })
        #expect(!(100_000..<200_000).contains { seen.contains(RequestID("r-\($0)")) })
    }
}
