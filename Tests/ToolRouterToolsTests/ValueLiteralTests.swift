import Testing
import ToolRouter
import ToolRouterTools

struct ValueLiteralTests {
    @Test(
        arguments: [
            ("null", .null, "NULL"), ("an integer", .integer(-7), "-7"), ("a real that is whole", .real(1), "1.0"),
            ("infinity", .real(.infinity), "9e999"), ("minus infinity", .real(-.infinity), "-9e999"),
            ("text", .text("Björn"), "'Björn'"), ("a quote", .text("it's ''"), "'it''s '''''"),
            ("no text", .text(""), "''"),
            ("a number as text", .text("1"), "'1'"), ("a line break", .text("a\nb"), "'a\nb'"),
            ("a blob", .blob([0, 255]), "x'00FF'"),
            ("text that is not UTF-8", .malformedText(MalformedText([0x47, 0xF3])!), "'G\u{FFFD}' (bytes x'47F3')"),
        ] as [(String, Value, String)])
    func `a value is written as SQL has it`(row: (name: String, value: Value, literal: String)) {
        #expect(ValueLiteral.of(row.value) == row.literal, "\(row.name)")
    }

    @Test func `a long value is cut at a whole character, and another one that begins alike looks otherwise`() {
        let long = String(repeating: "a", count: ValueLiteral.longest - 1) + "é"
        let one = ValueLiteral.of(.text(long + "x"))
        let other = ValueLiteral.of(.text(long + "y"))
        #expect(one.hasPrefix("'" + String(repeating: "a", count: ValueLiteral.longest - 1) + "'… (202 bytes, sha256 "))
        #expect(one != other)
        #expect(ValueLiteral.of(.text(String(repeating: "a", count: ValueLiteral.longest))).hasSuffix("a'"))
        let blob = [UInt8](repeating: 1, count: ValueLiteral.longest)
        #expect(ValueLiteral.of(.blob(blob + [1])) != ValueLiteral.of(.blob(blob + [2])))
    }
}
