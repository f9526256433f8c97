import Testing
import ToolRouter
import ToolRouterFormats

struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-20T09:00:00Z", 1_795_165_200_000_000_000),
        ("2023-11-16T18:15:46.68059Z", 1_700_158_546_680_590_000),
        ("2000-02-29T23:59:59.999999999Z", 951_868_799_999_999_999),
        ("1969-12-31T23:59:59.5Z", -500_000_000),
        ("1900-03-01T00:00:00Z", -2_203_891_200_000_000_000),
        ("2262-04-11T23:47:16.854775807Z", Int64.max),
        ("1677-09-21T00:12:43.145224192Z", Int64.min),
    ])
    func `a moment and its text are the same thing`(_ text: String, _ nanoseconds: Int64) {
        #expect(RFC3339.timestamp(text) == Timestamp(nanoseconds: nanoseconds))
        #expect(RFC3339.text(Timestamp(nanoseconds: nanoseconds)) == text)
    }

    @Test func `trailing zeros of the fraction are not written`() {
        #expect(RFC3339.timestamp("2026-11-20T09:00:00.250000000Z").map(RFC3339.text) == "2026-11-20T09:00:00.25Z")
    }

    @Test(arguments: [
        "", "2026-11-20", "2026-11-20T09:00:00", "2026-11-20T09:00:00+01:00", "2026-11-20 09:00:00Z",
        "2026-11-20T09:00:00.Z", "2026-11-20T09:00:00.1234567890Z", "2026-13-20T09:00:00Z", "2026-00-20T09:00:00Z",
        "2026-02-29T09:00:00Z", "1900-02-29T09:00:00Z", "2026-04-31T09:00:00Z", "2026-11-20T24:00:00Z",
        "2026-11-20T09:60:00Z", "2016-12-31T23:59:60Z", "2026-11-20T09:00:00Zjunk", "2026-11-2٠T09:00:00Z",
        "-026-11-20T09:00:00Z", "2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.145224191Z",
    ])
    func `other text is no moment`(_ text: String) {
        #expect(RFC3339.timestamp(text) == nil)
    }

    @Test(arguments: [
        ("UTC", "2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z"),
        ("small letters", "2026-11-20t09:00:00.25z", "2026-11-20T09:00:00.25Z"),
        ("a space", "2026-11-20 09:00:00Z", "2026-11-20T09:00:00Z"),
        ("an offset of nothing", "2024-05-10 00:00:00.009930+00:00", "2024-05-10T00:00:00.00993Z"),
        ("an offset that nobody knows", "2026-11-20T09:00:00-00:00", "2026-11-20T09:00:00Z"),
        ("an offset to the east", "2026-11-20T00:30:00+05:45", "2026-11-19T18:45:00Z"),
        ("an offset to the west", "2026-12-31T23:30:00.000000001-01:00", "2027-01-01T00:30:00.000000001Z"),
        ("the farthest offset", "2026-11-20T09:00:00+23:59", "2026-11-19T09:01:00Z"),
        ("a leap second", "2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999999Z"),
        ("its half", "2016-12-31T23:59:60.5Z", "2016-12-31T23:59:59.999999999Z"),
        ("a leap second elsewhere", "1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59.999999999Z"),
        ("the last moment there is", "2262-04-12T01:47:16.854775807+02:00", "2262-04-11T23:47:16.854775807Z"),
    ])
    func `every form is read:`(_ name: String, _ text: String, _ expected: String) {
        #expect(RFC3339.timestamp(ofAnyForm: text).map(RFC3339.text) == expected)
    }

    @Test(arguments: [
        "", "2026-11-20", "2026-11-20T09:00:00", "2026-11-20T09:00:00+0100", "2026-11-20T09:00:00+01",
        "2026-11-20T09:00:00+24:00", "2026-11-20T09:00:00+01:60", "2026-11-20T09:00:00+01:00Z", "2026-11-20_09:00:00Z",
        "2026-11-20  09:00:00Z", "2026-11-20T09:00:00 Z", "2026-11-20T09:00:00.1234567890Z",
        "2026-11-20T09:00:00.+00:00",
        "2026-11-20T09:00:60Z", "2016-12-31T23:59:60+01:00", "2016-12-30T23:59:60Z", "2016-12-31T23:59:61Z",
        "2026-02-29T09:00:00+00:00", "2262-04-11T23:47:16.854775807-00:01",
    ])
    func `what has no such form is no moment`(_ text: String) {
        #expect(RFC3339.timestamp(ofAnyForm: text) == nil)
    }

    @Test func `every day of four centuries survives the round trip`() {
        for day in stride(from: Int64(-90_000), through: 90_000, by: 1) {
            let moment = Timestamp(nanoseconds: day * 86_400_000_000_000)
            #expect(RFC3339.timestamp(RFC3339.text(moment)) == moment)
        }
    }
}
