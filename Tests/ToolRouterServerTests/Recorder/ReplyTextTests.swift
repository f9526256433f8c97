import Foundation
import Testing

@testable import ToolRouterServer

/// What is taken out of replies, which are JSON most of the time, as models escape it.
@Suite struct ReplyTextTests {
    /// A reply, and what it is when `Müller`, `SECRETKEY12` as a word and `4111` are taken out.
    struct Reply: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let changed: String

        init(_ name: String, _ text: String, _ changed: String) {
            (self.name, self.text, self.changed) = (name, text, changed)
        }

        var testDescription: String { name }
    }

    /// Takes out whole words only, as keys are looked for, and puts quotes and a line end in their place.
    private static func change(_ text: String) -> String {
        var result = text.replacing("Müller", with: "\"X\"\n")
        result = result.replacing("4111", with: "(card)")
        let words = result.split(omittingEmptySubsequences: false) { !$0.isLetter && !$0.isNumber }
        return words.contains("SECRETKEY12") ? result.replacing("SECRETKEY12", with: "[key]") : result
    }

    @Test(arguments: [
        Reply("a word behind an escape", #"{"sql":"SELECT\nSECRETKEY12"}"#, #"{"sql":"SELECT\n[key]"}"#),
        Reply("a letter that is escaped", #"{"sql":"'M\u00fcller'"}"#, #"{"sql":"'\"X\"\n'"}"#),
        Reply("a letter as it is", #"{"sql":"'Müller'"}"#, #"{"sql":"'\"X\"\n'"}"#),
        Reply(
            "all else stays byte for byte", #"{ "b" : 1.50, "a":"Müller", "c":"\u0041\/" }"#,
            #"{ "b" : 1.50, "a":"\"X\"\n", "c":"\u0041\/" }"#),
        Reply("nothing is found", #"{"a":"\u0041", "a":[1,{"b":null}]} "#, #"{"a":"\u0041", "a":[1,{"b":null}]} "#),
        Reply(
            "a number is a text then", #"{"sql":"a","p":[4111,-4111e2]}"#, #"{"sql":"a","p":["(card)","-(card)e2"]}"#),
        Reply("a name that no plan has", #"{"Müller":1}"#, #"{"\"X\"\n":1}"#),
        Reply(
            "a fence", "Here:\n```json\n{\"sql\":\"\\nSECRETKEY12\"}\n```\nfor Müller",
            "Here:\n```json\n{\"sql\":\"\\n[key]\"}\n```\nfor \"X\"\n"),
        Reply(
            "a tag", #"<tool_call>{"arguments":{"sql":"M\u00FCller"}}</tool_call>"#,
            #"<tool_call>{"arguments":{"sql":"\"X\"\n"}}</tool_call>"#),
        Reply(
            "JSON in a text of JSON", #"[{"arguments":"{\"sql\":\"M\\u00fcller\"}"}]"#,
            #"[{"arguments":"{\"sql\":\"\\\"X\\\"\\n\"}"}]"#),
        Reply("behind words", #"SQL: {"sql":"a\tSECRETKEY12"} ok"#, #"SQL: {"sql":"a\t[key]"} ok"#),
        Reply("no JSON, with escapes", #"{"sql":"SELECT\nSECRETKEY12"#, "{\"sql\":\"SELECT\n[key]"),
        Reply("a statement", "SELECT 'Müller', '[x]'", "SELECT '\"X\"\n', '[x]'"),
        Reply("a pair of surrogates", #"{"a":"\ud83d\ude00 Müller \ud83d"}"#, "{\"a\":\"😀 \\\"X\\\"\\n \u{FFFD}\"}"),
        Reply("empty", "", ""),
    ])
    func `texts are looked at as they are meant`(reply: Reply) {
        #expect(ReplyText.changing(reply.text, Self.change) == reply.changed)
    }

    @Test func `names of plans are no texts`() throws {
        let changed = ReplyText.changing(#"{"tool":"sql","sql":"tool"}"#) { $0.replacing("tool", with: "x") }
        #expect(changed == #"{"tool":"sql","sql":"x"}"#)
    }

    /// Brackets without end, and many that are none.
    @Test(arguments: ["[", "{\"a\":", "\n[", "{\"", "\\u00"])
    func `whatever a model says is searched once and ends`(piece: String) {
        let text = String(repeating: piece, count: 50_000)
        #expect(ReplyText.changing(text) { $0 } == text)
        #expect(ReplyText.changing(text + " Müller", Self.change).hasSuffix(" \"X\"\n"))
    }
}
