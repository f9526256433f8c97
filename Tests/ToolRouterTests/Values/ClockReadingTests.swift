import Testing
import ToolRouter

@Suite struct ClockReadingTests {
    /// 2026-11-20T00:00:00Z.
    private static let midnight = Timestamp(nanoseconds: 1_795_132_800_000_000_000)
    private static let day = Duration.seconds(86_400)

    /// Until when an answer is true that was computed at a moment.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let reading: ClockReading
        let now: Timestamp
        let until: Timestamp?
    }

    @Test(arguments: [
        Row(testDescription: "no clock", reading: .nothing, now: midnight, until: nil),
        Row(testDescription: "an instant", reading: .instant, now: midnight, until: midnight),
        Row(testDescription: "a day, at its beginning", reading: .day, now: midnight, until: midnight + day),
        Row(
            testDescription: "a day, at noon", reading: .day, now: midnight + .seconds(43_200), until: midnight + day),
        Row(
            testDescription: "a day, at its last moment", reading: .day, now: midnight + (day - .nanoseconds(1)),
            until: midnight + day),
        Row(
            testDescription: "a day before 1970", reading: .day, now: Timestamp(nanoseconds: -1),
            until: Timestamp(nanoseconds: 0)),
        Row(
            testDescription: "the first moment of a day before 1970", reading: .day,
            now: Timestamp(nanoseconds: -86_400_000_000_000), until: Timestamp(nanoseconds: 0)),
        Row(
            testDescription: "the last day there is", reading: .day, now: Timestamp(nanoseconds: .max - 1),
            until: Timestamp(nanoseconds: .max)),
    ])
    func `an answer is true until what it has read of the clock changes`(_ row: Row) {
        #expect(row.reading.validUntil(from: row.now) == row.until)
    }

    @Test func `readings are ordered by how soon they change`() {
        #expect(ClockReading.allCases.reversed().sorted() == [.nothing, .day, .instant])
    }
}
