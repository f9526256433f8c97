import Testing
import ToolRouter

@Suite struct PlanArgumentTests {
    @Test(
        arguments: [
            ("texts", .string("a"), .string("a"), true),
            ("texts that only look the same", .string("é"), .string("e\u{301}"), false),
            ("within lists", .list([.string("é")]), .list([.string("e\u{301}")]), false),
            ("numbers", .number("1"), .number("1"), true),
            ("numbers of one value", .number("1"), .number("1.0"), false),
            ("a text and a number", .string("1"), .number("1"), false), ("null and nothing", .null, .list([]), false),
            ("members", .object(["a": .null, "b": .bool(true)]), .object(["b": .bool(true), "a": .null]), true),
        ] as [(String, PlanArgument, PlanArgument, Bool)])
    func `arguments are the same when their bytes are`(
        name: String, left: PlanArgument, right: PlanArgument, areSame: Bool
    ) {
        #expect((left == right) == areSame)
        #expect(Set([left, right]).count == (areSame ? 1 : 2))
    }

    @Test func `an argument is written as it was read, members in order`() throws {
        let text = #"{"a":[1.50,"é\n",null,{}],"b":{"c":true,"d":[]}}"#
        let plan = try PlanDecoder([]).decode(#"{"tool":"t","x":"# + text + "}").get()
        var writer = JSONWriter()
        plan.arguments["x"]?.write(to: &writer)
        #expect(writer.text == text)
    }

    @Test func `the memory is that of the texts, and some for each value inside`() {
        let value = PlanArgument.object(["name": .list([.string("éa"), .number("12"), .null])])
        #expect(value.bytes == 4 + 32 + 3 + 32 + 2 + 32 + 32)
        #expect(Plan(tool: "t", arguments: ["a": .string("abc"), "b": value]).bytes == 3 + value.bytes)
    }
}
