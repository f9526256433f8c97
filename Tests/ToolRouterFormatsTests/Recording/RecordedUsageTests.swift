import Testing
import ToolRouter

@testable import ToolRouterFormats

/// A reply says how many tokens it took and how they are counted, or nobody knows.
@Suite struct RecordedUsageTests {
    private static func attempt(
        _ members: String, under convention: UsageConvention = .disjoint
    ) throws(FileError.Reason) -> RecordedAttempt {
        let line = LineReader.Line(whole: Array(#"{"latency_us":1,"content":"c"\#(members)}"#.utf8))
        return try JSONLineReader().value(from: line) { json throws(FileError.Reason) in
            try RecordedAttempt(json, countedBy: convention)
        }
    }

    @Test(
        arguments: [
            ("absent", "", nil), ("null", #","usage":null"#, nil), ("empty", #","usage":{}"#, nil),
            ("all null", #","usage":{"input":null,"output":null,"reasoning":null}"#, nil),
            ("nothing, said aloud", #","usage":{"input":0,"output":0}"#, TokenUsage()),
            ("no input", #","usage":{"output":7,"input":null}"#, nil),
            ("no output", #","usage":{"input":100}"#, nil),
            ("output null", #","usage":{"input":100,"output":null}"#, nil),
            ("no output but its reasoning", #","usage":{"input":100,"reasoning":5}"#, nil),
            ("details alone", #","usage":{"cached_input":3,"cache_write":2}"#, nil),
            ("no details", #","usage":{"input":8,"output":7}"#, TokenUsage(input: 8, output: 7)),
            (
                "a detail null", #","usage":{"input":8,"cached_input":3,"output":7,"reasoning":null}"#,
                TokenUsage(input: 8, cachedInput: 3, output: 7)
            ),
        ] as [(String, String, TokenUsage?)])
    func `usage`(name: String, json: String, usage: TokenUsage?) throws {
        let attempt = try Self.attempt(json)
        #expect(attempt.outcome == .reply(content: "c", usage: usage, finishReason: nil), "\(name)")
        // What is not known stays unknown when it is written, and what is known stays the same.
        for convention in UsageConvention.allCases {
            var writer = JSONWriter()
            writer.object { attempt.write(to: &$0, under: convention) }
            #expect(writer.text.contains("usage") == (usage != nil))
            let members = writer.text.dropFirst(#"{"latency_us":1,"content":"c""#.count).dropLast()
            #expect(try Self.attempt(String(members), under: convention) == attempt, "\(name), \(convention)")
        }
    }

    @Test(
        arguments: [
            ("disjoint", nil, TokenUsage(input: 1_198, cachedInput: 1_152, cacheWrite: 20, output: 60, reasoning: 40)),
            ("inclusive", nil, TokenUsage(input: 26, cachedInput: 1_152, cacheWrite: 20, output: 20, reasoning: 40)),
            (
                "inclusive_prompt", nil,
                TokenUsage(input: 26, cachedInput: 1_152, cacheWrite: 20, output: 60, reasoning: 40)
            ),
            (
                "inclusive_reply", nil,
                TokenUsage(input: 1_198, cachedInput: 1_152, cacheWrite: 20, output: 20, reasoning: 40)
            ),
            (
                "inclusive", "disjoint",
                TokenUsage(input: 1_198, cachedInput: 1_152, cacheWrite: 20, output: 60, reasoning: 40)
            ),
            (
                "disjoint", "inclusive",
                TokenUsage(input: 26, cachedInput: 1_152, cacheWrite: 20, output: 20, reasoning: 40)
            ),
        ] as [(String, String?, TokenUsage)])
    func `the header says how tokens are counted, and an attempt may say otherwise`(
        header: String, own: String?, usage: TokenUsage
    ) throws {
        let word = own.map { "\"convention\":\"\($0)\"," } ?? ""
        let attempt = try Self.attempt(
            #","usage":{\#(word)"input":1198,"cached_input":1152,"cache_write":20,"output":60,"reasoning":40}"#,
            under: try #require(UsageConvention(rawValue: header)))
        #expect(attempt.outcome == .reply(content: "c", usage: usage, finishReason: nil))
    }

    @Test(
        arguments: [
            (
                "inclusive", #""input":46,"cached_input":1152,"output":1"#, "cached_input",
                "the number 1152, expected at most 46, what `input` leaves for it, as the counts are said to be "
                    + "`inclusive`; correct the number or, if no token is in two counts, remove `usage_convention` "
                    + "from the header"
            ),
            (
                "inclusive", #""input":46,"cached_input":40,"cache_write":7,"output":1"#, "cache_write",
                "the number 7, expected at most 6, what `input` leaves for it, as the counts are said to be "
                    + "`inclusive`; correct the number or, if no token is in two counts, remove `usage_convention` "
                    + "from the header"
            ),
            (
                "inclusive_reply", #""input":1,"cached_input":5,"output":1,"reasoning":2"#, "reasoning",
                "the number 2, expected at most 1, what `output` leaves for it, as the counts are said to be "
                    + "`inclusive_reply`; correct the number or, if no token is in two counts, remove "
                    + "`usage_convention` from the header"
            ),
            (
                "disjoint", #""convention":"inclusive_prompt","input":1,"cached_input":5,"output":1,"reasoning":2"#,
                "cached_input",
                "the number 5, expected at most 1, what `input` leaves for it, as the counts are said to be "
                    + "`inclusive_prompt`; correct the number or, if no token is in two counts, write "
                    + "\"convention\":\"disjoint\""
            ),
            (
                "disjoint", #""convention":"openai","input":1,"output":1"#, "convention",
                "the text \"openai\", expected disjoint, inclusive (OpenAI), inclusive_prompt (Gemini), inclusive_reply "
                    + "(Anthropic); write the one that fits the provider"
            ),
        ])
    func `counts that contradict what is said of them are refused by name`(
        convention: String, usage: String, field: String, message: String
    ) throws {
        let header = try #require(UsageConvention(rawValue: convention))
        let error = #expect(throws: FileError.Reason.self) {
            try Self.attempt(",\"usage\":{\(usage)}", under: header)
        }
        #expect(error?.field == "usage." + field)
        #expect(
            error.map { FileError(path: "p", line: 2, $0).description }
                == "p:2: field `usage.\(field)`: found \(message)")
    }
}
