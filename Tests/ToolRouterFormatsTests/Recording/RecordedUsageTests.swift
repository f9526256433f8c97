import Testing
import ToolRouter

@testable import ToolRouterFormats

/// A reply says how many tokens it took, or nobody knows.
@Suite struct RecordedUsageTests {
    @Test(
        arguments: [
            ("absent", "", nil), ("null", #","usage":null"#, nil), ("empty", #","usage":{}"#, nil),
            ("all null", #","usage":{"input":null,"output":null,"reasoning":null}"#, nil),
            ("nothing, said aloud", #","usage":{"input":0,"output":0}"#, RecordedUsage()),
            ("no input", #","usage":{"output":7,"input":null}"#, nil),
            ("no output", #","usage":{"input":100}"#, nil),
            ("output null", #","usage":{"input":100,"output":null}"#, nil),
            ("no output but its reasoning", #","usage":{"input":100,"reasoning":5}"#, nil),
            ("details alone", #","usage":{"cached_input":3,"cache_write":2}"#, nil),
            ("no details", #","usage":{"input":8,"output":7}"#, RecordedUsage(input: 8, output: 7)),
            (
                "a detail null", #","usage":{"input":8,"cached_input":3,"output":7,"reasoning":null}"#,
                RecordedUsage(input: 8, cachedInput: 3, output: 7)
            ),
        ] as [(String, String, RecordedUsage?)])
    func `usage`(name: String, json: String, usage: RecordedUsage?) throws {
        let line = #"{"latency_us":1,"content":"c"\#(json)}"#
        let attempt: RecordedAttempt = try JSONLineReader().read(from: LineReader.Line(whole: Array(line.utf8)))
        #expect(attempt.outcome == .reply(content: "c", usage: usage, finishReason: nil), "\(name)")
        // What is not known stays unknown when it is written.
        var writer = JSONWriter()
        writer.object { attempt.write(to: &$0) }
        #expect(writer.text.contains("usage") == (usage != nil))
        let again: RecordedAttempt = try JSONLineReader().read(from: LineReader.Line(whole: Array(writer.text.utf8)))
        #expect(again == attempt)
    }
}
