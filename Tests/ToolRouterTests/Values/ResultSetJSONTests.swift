import Testing
import ToolRouter

struct ResultSetJSONTests {
    private static func json(_ rows: ResultSet) -> [UInt8] {
        var writer = JSONWriter()
        rows.write(to: &writer)
        return writer.utf8
    }

    /// Equal bit for bit: `-0.0` is not `0.0`, and `nan` is itself.
    private static func bits(_ value: Value) -> String {
        if case .real(let number) = value { "real \(number.bitPattern)" } else { "\(value)" }
    }

    @Test(arguments: [
        ("nothing", Value.null, "null"), ("an integer", .integer(-42), "-42"),
        ("the smallest integer", .integer(.min), "-9223372036854775808"),
        ("the largest integer", .integer(.max), "9223372036854775807"),
        ("a real", .real(0.1), "0.1"), ("a whole real", .real(3), "3.0"), ("a real minus zero", .real(-0.0), "-0.0"),
        ("a large real", .real(1e300), "1e+300"), ("the smallest real", .real(.leastNonzeroMagnitude), "5e-324"),
        ("a whole real beyond what all integers are told apart in", .real(9_007_199_254_740_992), "9007199254740992.0"),
        ("infinity", .real(.infinity), #"{"real":"inf"}"#), ("minus infinity", .real(-.infinity), #"{"real":"-inf"}"#),
        ("not a number", .real(.nan), #"{"real":"nan"}"#), ("text", .text("Zoë \"said\"\n"), #""Zoë \"said\"\n""#),
        ("text that looks like a number", .text("1"), #""1""#), ("no text", .text(""), #""""#),
        (
            "text that is no UTF-8", .malformedText(MalformedText([0x63, 0x61, 0x66, 0xE9])!),
            #"{"text":"caf\#u{FFFD}","base64":"Y2Fm6Q=="}"#
        ),
        ("a blob", .blob([0, 1, 254, 255]), #"{"base64":"AAH+/w=="}"#), ("no blob", .blob([]), #"{"base64":""}"#),
    ])
    func `a value is written and comes back bit for bit`(row: (name: String, value: Value, text: String)) throws {
        let json = Self.json(ResultSet(columns: ["v"], rows: [[row.value]]))
        #expect(
            String(decoding: json, as: UTF8.self) == #"{"columns":["v"],"rows":[[\#(row.text)]],"truncated":false}"#)
        let back = try #require(ResultSet(json: json))
        #expect(back.rows.map { $0.map(Self.bits) } == [[Self.bits(row.value)]], "\(row.name)")
    }

    @Test func `rows come back with their columns, and whether they were cut short`() throws {
        let rows = ResultSet(
            columns: ["id", "id", ""], rows: [[.integer(1), .null, .text("a")], [.integer(2), .real(2), .blob([7])]],
            isTruncated: true)
        #expect(ResultSet(json: Self.json(rows)) == rows)
        #expect(ResultSet(json: Self.json(ResultSet(columns: [], rows: []))) == ResultSet(columns: [], rows: []))
    }

    @Test(arguments: [
        ("nothing", ""), ("another shape", "[]"), ("a member short", #"{"columns":[],"rows":[]}"#),
        ("a member too many", #"{"columns":[],"rows":[],"truncated":false,"x":1}"#),
        ("a row too short", #"{"columns":["a"],"rows":[[]],"truncated":false}"#),
        ("a boolean", #"{"columns":["a"],"rows":[[true]],"truncated":false}"#),
        ("an integer beyond 64 bits", #"{"columns":["a"],"rows":[[9223372036854775808]],"truncated":false}"#),
        ("a real beyond all", #"{"columns":["a"],"rows":[[1e999]],"truncated":false}"#),
        ("a blob that is not base64", #"{"columns":["a"],"rows":[[{"base64":"?"}]],"truncated":false}"#),
        (
            "text with bytes that are UTF-8",
            #"{"columns":["a"],"rows":[[{"text":"caf","base64":"Y2Fm"}]],"truncated":false}"#
        ),
        (
            "text with the bytes of another one",
            #"{"columns":["a"],"rows":[[{"text":"caf","base64":"Y2Fm6Q=="}]],"truncated":false}"#
        ),
        ("text behind it", #"{"columns":[],"rows":[],"truncated":false} x"#),
        ("an end too early", #"{"columns":["a"],"rows":[["#),
    ])
    func `is not rows`(row: (name: String, text: String)) {
        #expect(ResultSet(json: row.text.utf8) == nil, "\(row.name)")
    }

    @Test func `more values than allowed are refused`() {
        let rows = ResultSet(columns: ["a"], rows: Array(repeating: [.integer(1)], count: 100))
        #expect(ResultSet(json: Self.json(rows), values: 50) == nil)
    }
}
