import Testing
import ToolRouter

@testable import ToolRouterFormats

@Suite struct ProviderPauseTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let heads: [String: String]
        let pause: Duration?
        var api = ProviderAPI.openAIChat

        init(
            _ name: String, _ heads: [String: String], _ pause: Duration?, status: Int = 429,
            _ api: ProviderAPI = .openAIChat
        ) {
            testDescription = name
            self.status = status
            self.heads = heads
            self.pause = pause
            self.api = api
        }
    }

    @Test(arguments: [
        Row("nothing", [:], nil),
        Row("seconds", ["retry-after": "20"], .seconds(20)),
        Row("no second", ["retry-after": "0"], .zero),
        Row("a fraction", ["retry-after": "1.5"], .milliseconds(1_500)),
        Row(
            "milliseconds before seconds", ["retry-after": "20", "retry-after-ms": "1234.5"], .microseconds(1_234_500)),
        Row("milliseconds that are none", ["retry-after": "20", "retry-after-ms": "soon"], .seconds(20)),
        Row("a moment", ["retry-after": "Fri, 20 Nov 2026 09:00:30 GMT"], .seconds(30)),
        Row(
            "a moment of another clock",
            ["retry-after": "Wed, 21 Oct 2015 07:28:30 GMT", "date": "Wed, 21 Oct 2015 07:28:00 GMT"], .seconds(30)),
        Row("a moment that is over", ["retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"], .zero),
        Row("below nothing", ["retry-after": "-1"], nil),
        Row("not a number", ["retry-after": "1e3"], nil),
        Row("a year", ["retry-after": "31536000"], .seconds(86_400)),
        Row("more than a clock holds", ["retry-after": "99999999999999999999"], nil),
        Row("at another status", ["retry-after": "5"], .seconds(5), status: 503),
        Row("at an overload", ["retry-after": "5", "x-ratelimit-reset-tokens": "9s"], .seconds(5), status: 529),
        Row(
            "a limit at another status",
            ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "9s"], nil, status: 503),
        Row(
            "the limit that was met",
            [
                "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s",
                "x-ratelimit-remaining-tokens": "100", "x-ratelimit-reset-tokens": "1h",
            ], .seconds(360)),
        Row(
            "the later of two that were met",
            [
                "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "8.64s",
                "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1m51.595s",
            ], .milliseconds(111_595)),
        Row(
            "tokens that did not suffice",
            [
                "x-ratelimit-remaining-requests": "99", "x-ratelimit-reset-requests": "10s",
                "x-ratelimit-remaining-tokens": "7", "x-ratelimit-reset-tokens": "12ms",
            ], .milliseconds(12)),
        Row(
            "a limit of requests that was not met",
            ["x-ratelimit-remaining-requests": "99", "x-ratelimit-reset-requests": "10s"], nil),
        Row(
            "said before limits",
            ["retry-after": "1", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "10s"],
            .seconds(1)),
        Row(
            "seconds without a unit", ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "10"],
            .seconds(10)),
        Row(
            "Azure's milliseconds", ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "500"],
            .milliseconds(500), .azureOpenAI),
        Row("seconds since 1970", ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795165260"], .seconds(60)),
        Row(
            "milliseconds since 1970", ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795165260500"],
            .milliseconds(60_500)),
        Row("the IETF's older draft", ["ratelimit-remaining": "0", "ratelimit-reset": "50"], .seconds(50)),
        Row(
            "Anthropic's moment",
            [
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2026-11-20T09:00:10Z",
            ], .seconds(10)),
        Row(
            "Anthropic's tokens",
            [
                "anthropic-ratelimit-output-tokens-remaining": "0",
                "anthropic-ratelimit-output-tokens-reset": "2026-11-20T09:01:00Z",
                "anthropic-ratelimit-input-tokens-remaining": "9",
                "anthropic-ratelimit-input-tokens-reset": "2026-11-20T09:30:00Z",
            ], .seconds(60)),
    ])
    func `a pause is what the head asks for`(_ row: Row) {
        let result = row.api.read(ProviderResponse(row.status, "{}", row.heads))
        #expect(result == .failure(.http(status: row.status, retryAfter: row.pause)))
    }

    @Test(
        arguments: [
            ("0s", .zero), ("34ms", .milliseconds(34)), ("8.64s", .milliseconds(8_640)),
            ("1h2m3.5s", .milliseconds(3_723_500)),
            ("15µs", .microseconds(15)), ("7ns", .nanoseconds(7)), (" 3 ", .seconds(3)),
            ("1.123456789s", .nanoseconds(1_123_456_789)),
            ("", nil), ("s", nil), ("1.", nil), (".5", nil), ("1x", nil), ("1s2", nil), ("+1", nil), ("1,5", nil),
            ("12345678901234", nil),
            ("1h1h1h1h1h1h1h1h1h1h", nil), ("∞", nil),
        ] as [(String, Duration?)])
    func `a duration in Go's form is read`(_ text: String, _ duration: Duration?) {
        #expect(PauseText.duration(text, bareUnit: .seconds(1)) == duration)
    }

    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Fri, 30 Feb 2024 00:00:00 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil),
            ("Sun, 06 Nov 1994 25:49:37 GMT", nil), ("", nil), ("20", nil),
        ] as [(String, Int64?)])
    func `a moment of HTTP is read`(_ text: String, _ seconds: Int64?) {
        #expect(HTTPDate.timestamp(text)?.nanoseconds == seconds.map { $0 * 1_000_000_000 })
    }
}
