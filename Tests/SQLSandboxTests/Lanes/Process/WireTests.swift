import Foundation
import Testing
import ToolRouter

@testable import SQLSandbox

@Suite struct WireTests {
    private static let values: [Value] = [
        .null, .integer(.min), .integer(.max), .real(-0.0), .real(.infinity), .real(.leastNonzeroMagnitude), .text(""),
        .text("Grüße\0"),
        .malformedText(MalformedText([0x63, 0xE9])!), .malformedText(MalformedText([0xED, 0xA0, 0x80])!),
        .blob([]), .blob([0, 255]),
    ]

    @Test func `rows come as they went, in frames of any size`() throws {
        let rows = (0..<100).map { number in [.integer(number)] + Self.values }
        for size in [1, 100, 1_000_000] {
            var arriving = ArrivingRows(ExecutionBudget())
            let (frames, last) = Self.leaving(rows, batch: size)
            for frame in frames {
                try Self.read(frame) { reader throws(WireReader.Nonsense) in try arriving.take(&reader) }
            }
            let result = try Self.read(last) { reader throws(WireReader.Nonsense) in try arriving.finish(&reader) }
            #expect(result.rows.rows == rows)
            #expect(result.rows.columns.last == "c12")
            #expect(result.rows.isTruncated)
            #expect(result.clock == .day)
            #expect(result.units == 7)
            if size != 100 { #expect(frames.count == (size == 1 ? 103 : 0)) }
        }
    }

    /// What a lane sends of rows: frames with some, and the last one.
    private static func leaving(_ rows: [[Value]], batch: Int) -> (frames: [WireWriter], last: WireWriter) {
        var frames: [WireWriter] = []
        let leaving = LeavingRows(batch: batch) { rows in
            var writer = WireWriter()
            rows.write(to: &writer)
            frames.append(writer)
        }
        let width = rows[0].count
        // A run that has failed in the middle and begins anew.
        for row in rows.prefix(3) {
            leaving.beginRow(width: width)
            for value in row { leaving.add(value) }
            leaving.endRow()
        }
        leaving.begin()
        for row in rows {
            leaving.beginRow(width: width)
            for value in row { leaving.add(value) }
            leaving.endRow()
        }
        // One that the budget has cut short is none.
        leaving.beginRow(width: width)
        leaving.add(.text("half a row"))
        var last = WireWriter()
        leaving.write(to: &last)
        last.texts((0..<width).map { "c\($0)" })
        last.bool(true)
        last.text(ClockReading.day.rawValue)
        last.number(7)
        return (frames, last)
    }

    @Test func `an opening comes as it went`() {
        var limits = StatementLimits()
        limits.patternBytes = 7
        let policy = SandboxPolicy(
            tables: .only(["a", "Ä"]), deniedColumns: ["t": ["x", "y"]], functions: ["count", "->>"],
            doubleQuotedStrings: true,
            budget: ExecutionBudget(rows: 1, bytes: 2, operations: .max, time: .nanoseconds(1_234_567_890_123)),
            limits: limits)
        let opening = LaneOpening(
            path: "/a/b\u{301}", policy: policy, compiledBytes: 3, busyTimeout: .milliseconds(1),
            processorSeconds: 9)
        #expect(LaneOpening(text: opening.text) == opening)
        var other = opening
        other.rules += 1
        #expect(LaneOpening(text: other.text) == nil, "another version judges otherwise")
    }

    @Test(arguments: SQLRefusal.Code.allCases)
    func `a refusal comes as it went`(_ code: SQLRefusal.Code) throws {
        for subject in [nil, "t.x"] {
            let refusal = SQLRefusal(
                code, subject: subject, detail: String(repeating: "é", count: 2_000), hint: subject, mayPass: true)
            var writer = WireWriter()
            refusal.write(to: &writer)
            let found = try Self.read(writer) { reader throws(WireReader.Nonsense) in try SQLRefusal(from: &reader) }
            #expect(found == refusal)
        }
    }

    @Test(arguments: SQLFailure.Code.allCases)
    func `a failure comes as it went`(_ code: SQLFailure.Code) throws {
        let failure = SQLFailure(code, "…", mayPass: true)
        var writer = WireWriter()
        failure.write(to: &writer)
        #expect(
            try Self.read(writer) { reader throws(WireReader.Nonsense) in try SQLFailure(from: &reader) } == failure)
    }

    /// A lane whose memory a stranger has taken over may send anything.
    @Test func `what is cut off or changed is no answer, and harms nobody`() throws {
        let writer = Self.leaving((0..<3).map { _ in Self.values }, batch: .max).last
        let bytes = writer.bytes
        for length in 0..<bytes.count {
            #expect(throws: WireReader.Nonsense.self) { try Self.finish(Array(bytes[..<length])) }
        }
        for place in bytes.indices {
            for change in [0x01, 0x80, 0xff] as [UInt8] {
                var changed = bytes
                changed[place] ^= change
                _ = try? Self.finish(changed)
            }
        }
    }

    @Test(arguments: [(rows: 2, bytes: 100), (rows: 3, bytes: 23)])
    func `no more rows arrive than the budget allows`(_ budget: (rows: Int, bytes: Int)) throws {
        let frames = Self.leaving((0..<3).map { [.integer($0)] }, batch: 27).frames
        #expect(frames.count == 2)
        var arriving = ArrivingRows(ExecutionBudget(rows: budget.rows, bytes: budget.bytes))
        #expect(throws: WireReader.Nonsense.self) {
            try Self.read(frames[0]) { reader throws(WireReader.Nonsense) in try arriving.take(&reader) }
        }
    }

    private static func finish(_ bytes: [UInt8]) throws -> StatementResult {
        var arriving = ArrivingRows(ExecutionBudget())
        return try bytes.withUnsafeBytes { bytes in
            var reader = WireReader(bytes)
            let result = try arriving.finish(&reader)
            try reader.end()
            return result
        }
    }

    private static func read<Part>(
        _ writer: WireWriter, _ read: (inout WireReader) throws(WireReader.Nonsense) -> Part
    ) throws -> Part {
        try writer.bytes.withUnsafeBytes { bytes in
            var reader = WireReader(bytes)
            let part = try read(&reader)
            try reader.end()
            return part
        }
    }
}
