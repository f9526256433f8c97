import Testing
import ToolRouterFormats

struct DurationTextTests {
    @Test(
        arguments: [
            ("250us", .microseconds(250)), ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("1h", .seconds(3_600)), ("1.5s", .milliseconds(1_500)), ("0.5us", .nanoseconds(500)), ("0s", .zero),
            ("0.1h", .seconds(360)),
        ] as [(String, Duration)])
    func `a number and a unit are a duration`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(
        arguments: [
            "", "5", "s", "-5s", "+5s", "5 s", "5S", "5d", "5min", "1m30s", ".5s", "5.s", "1.2.3s", "1e3s", "0.0001us",
            "99999999999999999999h", "٥s", "5s ",
        ])
    func `anything else is none`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        arguments: [
            (.zero, "0s"), (.seconds(3_600), "1h"), (.seconds(90), "90s"), (.seconds(120), "2m"),
            (.milliseconds(1_500), "1500ms"), (.microseconds(1), "1us"), (.nanoseconds(500), "0.5us"),
            (.seconds(-5), "-5s"),
        ] as [(Duration, String)])
    func `the largest unit without a fraction is written`(duration: Duration, text: String) {
        #expect(DurationText.format(duration) == text)
    }
}
