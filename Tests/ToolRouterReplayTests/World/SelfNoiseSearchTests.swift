import Testing
import ToolRouterFormats

@testable import ToolRouterReplay

/// Whether recordings hold a second reply of the planner, which is looked for before the first request.
@Suite struct SelfNoiseSearchTests {
    private static let header =
        #"{"format":"toolrouter-recording","version":1,"source":"test","epoch":"2026-11-20T09:00:00Z"}"#

    private static func line(_ question: String, _ shadow: String) -> String {
        #"{"id":"a","at_us":0,"caller":{"tenant":"t"},"question":"\#(question)","shadow":{\#(shadow)}}"#
    }

    private static let said = #"[{"latency_us":1,"content":""}]"#

    @Test(arguments: [
        ("nothing is recorded", [], false),
        ("another candidate", [line("why", "\"next\":\(said)")], false),
        ("the word in a question", [line("my \\\"self\\\": [{", "\"next\":\(said)")], false),
        ("a candidate of that name without a reply", [line("why", "\"self\":[]")], false),
        ("a second reply", [line("why", "\"next\":\(said), \"self\" : \(said)")], true),
        (
            "a second reply behind others", [line("why", ""), line("\\\"self", ""), line("why", "\"self\":\(said)")],
            true
        ),
        ("a second reply behind a faulty line", ["{\"self\"", "\"self\"", line("why", "\"self\":\(said)")], true),
    ])
    func `a second reply is found wherever it stands`(row: (name: String, lines: [String], isThere: Bool)) throws {
        let scratch = try OutputFolder.scratch()
        let path = scratch.path + "/traffic.jsonl"
        try OutputFile.write(([Self.header] + row.lines).joined(separator: "\n") + "\n", to: path)
        #expect(SelfNoiseSearch.finds(in: [path]) == row.isThere, "\(row.name)")
        #expect(SelfNoiseSearch.finds(in: [scratch.path + "/absent", path]) == row.isThere, "\(row.name)")
    }
}
