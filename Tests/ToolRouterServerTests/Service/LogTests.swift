import Foundation
import Logging
import Synchronization
import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct LogTests {
    private static let moment = Timestamp(microseconds: 1_795_000_000_123_000)

    /// Both ends of a pipe.
    private struct Ends {
        let reading: Int32
        let writing: Int32

        init() {
            var ends: [Int32] = [0, 0]
            precondition(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
        }

        /// All that was written, once the writing end is closed.
        func rest() -> String {
            close(writing)
            defer { close(reading) }
            return String(decoding: FileHandle(fileDescriptor: reading).readDataToEndOfFile(), as: UTF8.self)
        }
    }

    private func line(_ format: LogSettings.Format, _ fields: [(String, String)]) -> String {
        let line = LogLine(
            format: format, at: Self.moment, level: .warning, message: "it \"failed\"",
            fields: fields.map { (name: $0.0, value: $0.1) })
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test func `a line is one JSON object`() {
        #expect(
            line(.json, [("code", "a\nb"), ("trace_id", "00")])
                == #"{"time":"2026-11-18T11:06:40.123Z","level":"warning","message":"it \"failed\"","code":"a\nb","trace_id":"00"}"#
                + "\n")
    }

    @Test func `a line for people drives no terminal and stays one line`() {
        #expect(
            line(.text, [("code", "a\nb\u{1B}[2J"), ("empty", ""), ("plain", "x-1")])
                == #"2026-11-18T11:06:40.123Z warning it "failed" code="a\u{A}b\u{1B}[2J" empty="" plain=x-1"# + "\n")
    }

    @Test func `what is logged is written, with the fields in order and nothing below the level`() {
        let ends = Ends()
        let sink = LogSink(to: ends.writing) { _ in [] }
        var settings = LogSettings()
        settings.format = .text
        let log = LineLog(settings, to: sink) { Self.moment }
        let logger = Logger(label: "test") { _ in log }
        logger.debug("unseen")
        logger.info("seen", metadata: ["b": "2", "a": "1"])
        sink.close()
        #expect(ends.rest() == "2026-11-18T11:06:40.123Z info seen a=1 b=2\n")
    }

    @Test func `a reader that does not read holds nobody up, and is told later how much it missed`() {
        let ends = Ends()
        let sink = LogSink(to: ends.writing) { count in Array("missed \(count)\n".utf8) }
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1_023) + [UInt8(ascii: "\n")]
        let count = 3 * LogSink.room / line.count
        // None of these waits, though a pipe holds 64 KiB.
        for _ in 0..<count { sink.take(line) }
        let reader = Mutex("")
        let thread = Thread {
            let text = String(decoding: FileHandle(fileDescriptor: ends.reading).readDataToEndOfFile(), as: UTF8.self)
            reader.withLock { $0 = text }
            close(ends.reading)
        }
        thread.start()
        sink.close(within: 60_000)
        close(ends.writing)
        while !thread.isFinished { usleep(1_000) }
        let lines = reader.withLock { $0 }.split(separator: "\n")
        let missed = lines.filter { $0.hasPrefix("missed ") }.compactMap { Int($0.dropFirst(7)) }.reduce(0, +)
        #expect(missed > 0)
        #expect(lines.count { $0.hasPrefix("x") } + missed == count)
    }

    @Test func `closing gives up on a reader that never reads`() {
        let ends = Ends()
        let sink = LogSink(to: ends.writing) { _ in [] }
        sink.take([UInt8](repeating: UInt8(ascii: "x"), count: LogSink.room))
        sink.close(within: 10)
        sink.take([UInt8(ascii: "y")])
        // Its thread is at that write still; a reader that comes at last lets it go.
        var (count, bytes) = (0, [UInt8](repeating: 0, count: 65_536))
        while count < LogSink.room { count += read(ends.reading, &bytes, bytes.count) }
        close(ends.reading)
        close(ends.writing)
    }

    @Test func `a kind of line has room for so many a second, and says what was left out`() {
        var budget = LineBudget(most: 2)
        func take(_ milliseconds: Int) -> String {
            let (isWritten, leftOut) = budget.take(at: Self.moment + .milliseconds(milliseconds))
            return isWritten ? "\(leftOut)" : "-"
        }
        #expect([0, 1, 2, 3].map(take) == ["0", "0", "-", "-"])
        #expect([1_000, 1_001, 1_002].map(take) == ["2", "0", "-"])
        #expect(take(10_000) == "1")
    }
}
