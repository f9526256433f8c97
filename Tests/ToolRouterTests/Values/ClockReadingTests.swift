import Testing
import ToolRouter

struct ClockReadingTests {
    private static let day: Int64 = 86_400_000_000_000

    @Test(
        arguments: [
            ("nothing of the clock", ClockReading.nothing, 0, nil),
            ("the moment itself", .instant, 17, 17),
            ("a day, at its first moment", .day, 0, day),
            ("a day, later", .day, 17, day),
            ("a day, at its last moment", .day, day - 1, day),
            ("a day before 1970", .day, -1, 0),
            ("a day before 1970, at its first moment", .day, -day, 0),
        ] as [(String, ClockReading, Int64, Int64?)])
    func `an answer that depends on`(row: (name: String, reading: ClockReading, now: Int64, end: Int64?)) {
        let end = row.reading.validUntil(from: Timestamp(nanoseconds: row.now))
        #expect(end?.nanoseconds == row.end, "\(row.name)")
    }
}
