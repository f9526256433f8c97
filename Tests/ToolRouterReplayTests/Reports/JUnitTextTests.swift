import Testing

@testable import ToolRouterReplay

@Suite struct JUnitTextTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let expected: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Row(name: "plain", text: "SELECT 1", expected: "SELECT 1"),
        Row(name: "ESC", text: "\u{1B}[31mred", expected: "#x1B[31mred"),
        Row(name: "NUL", text: "a\0b", expected: "a#x0b"),
        Row(name: "tab, line feed, return", text: "a\tb\nc\r\nd", expected: "a\tb\nc\r\nd"),
        Row(name: "last C0", text: "\u{1F}", expected: "#x1F"),
        Row(name: "DEL", text: "\u{7F}", expected: "#x7F"),
        Row(name: "C1", text: "\u{80}\u{85}\u{9F}\u{A0}", expected: "#x80#x85#x9F\u{A0}"),
        Row(name: "noncharacters", text: "\u{FFFE}\u{FFFF}", expected: "#xFFFE#xFFFF"),
        Row(name: "their neighbours", text: "\u{FFFD}\u{10000}", expected: "\u{FFFD}\u{10000}"),
        Row(name: "bidi overrides", text: "\u{202A}\u{202E}\u{202F}", expected: "#x202A#x202E\u{202F}"),
        Row(name: "bidi isolates", text: "\u{2066}\u{2069}\u{206A}", expected: "#x2066#x2069\u{206A}"),
        Row(name: "bidi marks", text: "\u{61C}\u{200E}\u{200F}\u{200D}", expected: "#x61C#x200E#x200F\u{200D}"),
        Row(name: "Arabic and emoji", text: "سلام 👩‍👩‍👧", expected: "سلام 👩‍👩‍👧"),
        Row(name: "a mark joined to a letter", text: "e\u{301}\u{202E}", expected: "e\u{301}#x202E"),
        Row(name: "return joined to line feed by Swift", text: "\r\n\u{1B}\r\n", expected: "\r\n#x1B\r\n"),
    ])
    func `misleading characters become visible`(_ row: Row) {
        let visible = JUnitText.visible(row.text, limit: 512)
        #expect(Array(visible.unicodeScalars) == Array(row.expected.unicodeScalars))
    }

    struct Cut: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let expected: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Cut(
            name: "as long as the cap", text: String(repeating: "a", count: 40),
            expected: String(repeating: "a", count: 40)),
        Cut(
            name: "one longer", text: String(repeating: "a", count: 41),
            expected: String(repeating: "a", count: 18) + "… (23 more characters)"),
        Cut(
            name: "beyond ASCII", text: String(repeating: "é", count: 41),
            expected: String(repeating: "é", count: 18) + "… (23 more characters)"),
        Cut(
            name: "longer only once visible", text: String(repeating: "\0", count: 14),
            expected: String(repeating: "#x0", count: 6) + "… (8 more characters)"),
        Cut(
            name: "one letter under a thousand marks", text: "e" + String(repeating: "\u{301}", count: 1_000),
            expected: "e" + String(repeating: "\u{301}", count: 15) + "… (985 more characters)"),
    ])
    func `long text is cut, the note included in the cap`(_ cut: Cut) {
        let visible = JUnitText.visible(cut.text, limit: 40)
        #expect(Array(visible.unicodeScalars) == Array(cut.expected.unicodeScalars))
        #expect(visible.unicodeScalars.count <= 40)
    }

    struct Time: CustomTestStringConvertible, Sendable {
        let duration: Duration
        let expected: String
        var testDescription: String { expected }
    }

    @Test(arguments: [
        Time(duration: .zero, expected: "0.000"),
        Time(duration: .seconds(-3), expected: "0.000"),
        Time(duration: .microseconds(499), expected: "0.000"),
        Time(duration: .microseconds(500), expected: "0.001"),
        Time(duration: .nanoseconds(10), expected: "0.000"),
        Time(duration: .milliseconds(48), expected: "0.048"),
        Time(duration: .microseconds(999_500), expected: "1.000"),
        Time(duration: .milliseconds(1_234_567_123), expected: "1234567.123"),
        Time(duration: .seconds(Int64.max), expected: "9223372036854775807.000"),
    ])
    func `times have three decimals, no sign and no exponent`(_ time: Time) {
        #expect(time.duration.junitSeconds == time.expected)
    }
}
