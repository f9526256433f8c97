import Testing
import ToolRouter
import ToolRouterFormats

/// What the body of a question may say, and what is said of one that is at fault.
@Suite struct QueryBodyTests {
    private static let reader = JSONBodyReader()

    private func read(_ text: String) throws -> QueryBody {
        try Self.reader.read(from: Array(text.utf8))
    }

    @Test func `a question alone has the defaults`() throws {
        let body = try read(#"{"question": "How many?"}"#)
        #expect(body == QueryBody(question: "How many?"))
        #expect(!body.bypassesCache)
        #expect(!body.wantsTrail)
        #expect(body.deadline == nil)
    }

    @Test func `every member is read`() throws {
        let body = try read(
            """
            {"trail": true, "tenant": "emea", "user": "u-1", "deadline_ms": 5000, "bypass_cache": true,
             "database": "retail", "question": "How many?"}
            """)
        var expected = QueryBody(question: "How many?")
        expected.database = "retail"
        expected.bypassesCache = true
        expected.deadline = .seconds(5)
        expected.user = "u-1"
        expected.tenant = "emea"
        expected.wantsTrail = true
        #expect(body == expected)
    }

    @Test func `null is as good as absent, but not for the question`() throws {
        let text = #"{"question": "?", "database": null, "bypass_cache": null, "deadline_ms": null, "user": null}"#
        #expect(try read(text) == QueryBody(question: "?"))
    }

    /// A body at fault.
    struct Fault: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let field: String?
        let found: String

        var testDescription: String { name }

        init(_ name: String, _ text: String, _ field: String?, _ found: String) {
            (self.name, self.text, self.field, self.found) = (name, text, field, found)
        }
    }

    @Test(arguments: [
        Fault("nothing", "", nil, "an empty body"),
        Fault("blanks", "  ", nil, "text that is not a JSON object:   "),
        Fault("no JSON", "question=1", nil, "text that is not a JSON object: question=1"),
        Fault("cut off", #"{"question": "a"#, nil, #"text that is not a JSON object: {"question": "a"#),
        Fault("two objects", #"{"question": "a"} {}"#, nil, #"text that is not a JSON object: {"question": "a"} {}"#),
        Fault("a list", #"["a"]"#, nil, "a list"),
        Fault("a text", #""a""#, nil, #"the text "a""#),
        Fault("no question", "{}", "question", "nothing"),
        Fault("a question that is null", #"{"question": null}"#, "question", "null"),
        Fault("a question that is a number", #"{"question": 1}"#, "question", "the number 1"),
        Fault("a misspelt member", #"{"question": "a", "bypass_chache": true}"#, "bypass_chache", "an unknown field"),
        Fault("a member twice", #"{"question": "a", "question": "b"}"#, "question", "a second value"),
        Fault("a deadline of nothing", #"{"question": "a", "deadline_ms": 0}"#, "deadline_ms", "the number 0"),
        Fault("a negative deadline", #"{"question": "a", "deadline_ms": -1}"#, "deadline_ms", "the number -1"),
        Fault(
            "a deadline beyond a day", #"{"question": "a", "deadline_ms": 86400001}"#, "deadline_ms",
            "the number 86400001"),
        Fault("half a millisecond", #"{"question": "a", "deadline_ms": 0.5}"#, "deadline_ms", "the number 0.5"),
        Fault(
            "a deadline beyond all integers", #"{"question": "a", "deadline_ms": 1e300}"#, "deadline_ms",
            "the number 1e300"),
        Fault("a flag in words", #"{"question": "a", "trail": "yes"}"#, "trail", #"the text "yes""#),
        Fault(
            "a long database", #"{"question": "a", "database": "\#(String(repeating: "x", count: 257))"}"#, "database",
            "a text of 257 bytes"),
        Fault(
            "half a surrogate pair", #"{"question": "\ud800"}"#, "question",
            "a broken escape or half of a surrogate pair"),
    ])
    func `a fault is named`(_ fault: Fault) throws {
        let reason = try #require(throws: FileError.Reason.self) { try read(fault.text) }
        #expect(reason.field == fault.field)
        #expect(reason.found == fault.found)
        #expect(reason.expected?.contains("line") != true, "a body has no lines")
    }

    @Test func `what is not UTF-8 and raw control characters are no JSON`() throws {
        for bytes in [
            Array(#"{"question": ""#.utf8) + [0xFF] + Array("\"}".utf8), Array("{\"question\": \"a\u{1}\"}".utf8),
        ] {
            let reason = try #require(throws: FileError.Reason.self) {
                try Self.reader.read(QueryBody.self, from: bytes)
            }
            #expect(reason.expected == "a JSON object in UTF-8")
        }
    }

    @Test func `deep nesting is refused and nothing breaks`() throws {
        let deep =
            #"{"question": "# + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
        #expect(throws: FileError.Reason.self) { try read(deep) }
        #expect(try read(#"{"question": "after it"}"#).question == "after it")
    }

    @Test(arguments: [("open", CircuitBreakerMode.forcedOpen), ("close", .forcedClosed), ("auto", .automatic)])
    func `a command to a circuit is one of three words`(word: String, mode: CircuitBreakerMode) throws {
        let text = Array(#"{"action": "\#(word)"}"#.utf8)
        #expect(try Self.reader.read(BreakerCommandBody.self, from: text).mode == mode)
    }

    @Test(arguments: [#"{"action": "opened"}"#, "{}", #"{"action": true}"#, #"{"action": "open", "for": 1}"#])
    func `any other command is refused`(text: String) {
        #expect(throws: FileError.Reason.self) {
            try Self.reader.read(BreakerCommandBody.self, from: Array(text.utf8))
        }
    }
}
