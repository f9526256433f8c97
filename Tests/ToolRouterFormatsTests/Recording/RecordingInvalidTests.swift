import Foundation
import Testing
import ToolRouterFormats

/// Broken recordings, each named for its fault, and the message each must cause.
struct RecordingInvalidTests {
    /// One broken recording.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        /// The message after the path.
        let message: String

        init(_ name: String, bytes: [UInt8], _ message: String) {
            self.name = name
            self.bytes = bytes
            self.message = message
        }

        init(_ name: String, text: String, _ message: String) {
            self.init(name, bytes: Array(text.utf8), message)
        }

        /// A sound recording with `found` replaced in its second line.
        init(_ name: String, replacing found: String, by replacement: String, _ message: String) {
            let line = RecordingInvalidTests.line
            precondition(line.contains(found), "\(name) changes nothing")
            self.init(
                name, text: RecordingFixture.text([line.replacingOccurrences(of: found, with: replacement)]), message)
        }

        var testDescription: String { name }
        var file: String { "recording.invalid.\(name).jsonl" }
    }

    static let line = """
        {"id":"a","at_us":5,"caller":{"tenant":"t"},"question":"q","planner":[{"latency_us":3,"content":"c",\
        "usage":{"input":7}}],"shadow":{"x":[{"latency_us":3,"error":{"kind":"http","status":500}}]},\
        "tools":{"rest":[{"latency_us":4,"status":200}]},"expected":{"tool":"sql","order_matters":false}}
        """

    @Test func `the recording that the faults are planted in is sound`() throws {
        let folder = try TemporaryFolder()
        #expect(
            try RecordingFixture.exchanges(try folder.file("a", RecordingFixture.text([Self.line]).utf8)).count == 1)
    }

    @Test(arguments: files + header + fields + values + attempts)
    func `a broken recording says where, what and what to do`(_ fault: Fault) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file(fault.file, fault.bytes)
        let error = #expect(throws: FileError.self) { try RecordingFixture.exchanges(path) }
        #expect(error?.description == path + fault.message)
    }

    @Test func `a missing file says so`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/absent.jsonl"
        let error = #expect(throws: FileError.self) { try RecordingReader(path: path) }
        #expect(
            error?.description == """
                \(path): found a file that can't be opened (No such file or directory), expected a readable file; \
                check the path and its permissions
                """)
    }

    @Test func `a folder is no recording`() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: FileError.self) { try RecordingReader(path: folder.path) }
        #expect(
            error?.description
                == "\(folder.path): found a folder, expected a readable file; check the path and its permissions")
    }

    private static let notJSON = ", expected one JSON object on a line; correct or remove the line"

    static let files = [
        Fault("empty", text: "", ": found an empty file, expected a header line; record again or name another file"),
        Fault(
            "blank", text: "\n\n", ": found an empty file, expected a header line; record again or name another file"),
        Fault(
            "broken-json", text: RecordingFixture.text([#"{"id":"a","at_us":}"#]),
            #":2: found text that is not a JSON object: {"id":"a","at_us":}"# + notJSON),
        Fault(
            "long-and-invisible",
            text: RecordingFixture.text(["\u{9B}31m\u{202E}" + String(repeating: "x", count: 99)]),
            #":2: found text that is not a JSON object: \u{9B}31m\u{202E}"# + String(repeating: "x", count: 75) + "…"
                + notJSON),
        Fault(
            "two-objects", text: RecordingFixture.text([line + line]),
            ":2: found text that is not a JSON object: " + line.prefix(80) + "…" + notJSON),
        Fault(
            "cut-off", text: RecordingFixture.text([]) + line.prefix(60),
            ":2: found a last line that was cut off: " + line.prefix(60)
                + ", expected a complete line that ends with a line feed; remove the line, its writer was interrupted"),
        Fault(
            "not-utf-8",
            bytes: Array((RecordingFixture.header + "\n{\"id\":\"").utf8) + [0xFF, 0xFE] + Array("\"}\n".utf8),
            ":2: found bytes that are not UTF-8 at byte 8: {\"id\":\"\u{FFFD}\u{FFFD}\"}, expected UTF-8; write the file as UTF-8"
        ),
        Fault(
            "list", text: RecordingFixture.text(["[]"]),
            ":2: found a list, expected an object; correct the value"),
        Fault(
            "duplicate-id", text: RecordingFixture.text([line, "", line.replacingOccurrences(of: ":5,", with: ":6,")]),
            #":4: field `id`: found "a" again, which line 2 has, expected an id used once; rename one of the two requests"#
        ),
    ]

    private static let wanted = #"{"format":"toolrouter-recording","version":1,"source":…,"epoch":…}"#

    static let header = [
        Fault(
            "missing-header", text: line + "\n",
            ":1: found no header but an exchange, expected \(wanted); put the header before the first exchange"),
        Fault(
            "other-format", text: #"{"format":"har","version":1}"#,
            #":1: field `format`: found the text "har", expected "toolrouter-recording"; name a recording"#),
        Fault(
            "unknown-version", text: #"{"format":"toolrouter-recording","version":3,"sources":["a"]}"#,
            """
            :1: field `version`: found version 3, expected at most version 2; \
            use a toolrouter that reads recordings of version 3
            """),
        Fault(
            "version-zero", text: #"{"format":"toolrouter-recording","version":0}"#,
            ":1: field `version`: found version 0, expected at most version 2; versions begin with 1"),
        Fault(
            "missing-version", text: #"{"format":"toolrouter-recording"}"#,
            ":1: field `version`: found nothing, expected an integer of at most 64 bits; add the field"),
        Fault(
            "version-and-a-half", text: RecordingFixture.header.replacingOccurrences(of: ":1,", with: ":1.5,"),
            ":1: field `version`: found the number 1.5, expected an integer of at most 64 bits; correct the value"),
        Fault(
            "local-epoch", text: RecordingFixture.header.replacingOccurrences(of: "00Z", with: "00+01:00"),
            """
            :1: field `epoch`: found the text "2026-11-20T09:00:00+01:00", expected a moment in UTC such as \
            2026-11-20T09:00:00Z; write it after RFC 3339, ending in Z
            """),
        Fault(
            "unknown-header-field", text: RecordingFixture.header.replacingOccurrences(of: "epoch", with: "epoc"),
            ":1: field `epoc`: found an unknown field, expected `epoch`; correct its name or remove it"),
    ]

    static let fields = [
        Fault(
            "missing-id", replacing: #""id":"a","#, by: "",
            ":2: field `id`: found nothing, expected a text; add the field"),
        Fault(
            "null-question", replacing: #""question":"q""#, by: #""question":null"#,
            ":2: field `question`: found null, expected a text; add the field"),
        Fault(
            "missing-caller", replacing: #""caller":{"tenant":"t"},"#, by: "",
            ":2: field `caller`: found nothing, expected an object; add the field"),
        Fault(
            "missing-tenant", replacing: #"{"tenant":"t"}"#, by: "{}",
            ":2: field `caller.tenant`: found nothing, expected a text; add the field"),
        Fault(
            "empty-id", replacing: #""id":"a""#, by: #""id":"""#,
            ":2: field `id`: found an empty text, expected a name; write one"),
        Fault(
            "planner-of-a-candidate", replacing: #"{"x":[{"#, by: #"{"x":[{"planner":"y","#,
            ":2: field `shadow.x[0].planner`: found a name in an attempt of a candidate, expected one only in attempts under "
                + "`planner`; remove it"),
        Fault(
            "unknown-field", replacing: "at_us", by: "at_ms",
            ":2: field `at_ms`: found an unknown field, expected `at_us`; correct its name or remove it"),
        Fault(
            "unknown-inner-field", replacing: #"[{"latency_us":3,"content""#, by: #"[{"latncy_us":3,"content""#,
            ":2: field `planner[0].latncy_us`: found an unknown field, expected `latency_us`; correct its name or remove it"
        ),
        Fault(
            "unknown-far-field", replacing: #""order_matters":false"#, by: #""zzz\u0007zzzzzzz":1"#,
            """
            :2: field `expected.zzz\\u{7}zzzzzzz`: found an unknown field, expected one of tool, sql, order_matters; \
            correct its name or remove it
            """),
        Fault(
            "unknown-tool", replacing: #""rest":"#, by: #""rset":"#,
            ":2: field `tools.rset`: found an unknown field, expected `rest`; correct its name or remove it"),
    ]

    static let values = [
        Fault(
            "negative-time", replacing: #""at_us":5"#, by: #""at_us":-5"#,
            ":2: field `at_us`: found the number -5, expected at least 0; correct the number"),
        Fault(
            "time-beyond-2262", replacing: #""at_us":5"#, by: #""at_us":9000000000000000"#,
            """
            :2: field `at_us`: found the number 9000000000000000, expected at most 7428206836854775, so that the moment \
            is before the year 2262; correct the number
            """),
        Fault(
            "negative-latency", replacing: #""latency_us":3,"content""#, by: #""latency_us":-1,"content""#,
            ":2: field `planner[0].latency_us`: found the number -1, expected at least 0; correct the number"),
        Fault(
            "fraction", replacing: #""latency_us":3,"content""#, by: #""latency_us":1.5,"content""#,
            """
            :2: field `planner[0].latency_us`: found the number 1.5, expected an integer of at most 64 bits; \
            correct the value
            """),
        Fault(
            "number-too-large", replacing: #""at_us":5"#, by: #""at_us":9223372036854775808"#,
            """
            :2: field `at_us`: found the number 9223372036854775808, expected an integer of at most 64 bits; \
            correct the value
            """),
        Fault(
            "half-a-character", replacing: #""question":"q""#, by: #""question":"\ud800""#,
            ":2: field `question`: found a broken escape or half of a surrogate pair, expected texts of whole Unicode "
                + "characters; correct the value"),
        Fault(
            "number-as-text", replacing: #""at_us":5"#, by: #""at_us":"5""#,
            #":2: field `at_us`: found the text "5", expected an integer of at most 64 bits; correct the value"#),
        Fault(
            "text-as-number", replacing: #""question":"q""#, by: #""question":7"#,
            ":2: field `question`: found the number 7, expected a text; correct the value"),
        Fault(
            "object-as-list", replacing: #""caller":{"tenant":"t"}"#, by: #""caller":["t"]"#,
            ":2: field `caller`: found a list, expected an object; correct the value"),
        Fault(
            "list-as-object", replacing: #"{"x":[{"latency_us":3,"error":{"kind":"http","status":500}}]}"#,
            by: #"{"x":{"latency_us":3}}"#,
            ":2: field `shadow.x`: found an object, expected a list; correct the value"),
        Fault(
            "bool-as-text", replacing: #""order_matters":false"#, by: #""order_matters":"no""#,
            #":2: field `expected.order_matters`: found the text "no", expected true or false; correct the value"#),
        Fault(
            "negative-usage", replacing: #""input":7"#, by: #""output":-7"#,
            ":2: field `planner[0].usage.output`: found the number -7, expected at least 0; correct the number"),
        Fault(
            "status-600", replacing: #""status":200"#, by: #""status":600"#,
            ":2: field `tools.rest[0].status`: found the number 600, expected at most 599; correct the number"),
    ]

    static let attempts = [
        Fault(
            "nothing-happened", replacing: #""content":"c","#, by: "",
            """
            :2: field `planner[0].content`: found nothing, expected `content` or `error`; add the one that happened
            """),
        Fault(
            "reply-and-error", replacing: #""content":"c","#, by: #""content":"c","error":{"kind":"timeout"},"#,
            ":2: field `planner[0].error`: found both `content` and `error`, expected one of them; remove the other one"
        ),
        Fault(
            "finish-reason-of-an-error", replacing: #""content":"c","#,
            by: #""error":{"kind":"timeout"},"finish_reason":"stop","#,
            """
            :2: field `planner[0].finish_reason`: found a value beside `error`, expected one of a reply only; \
            remove it, or replace `error` by `content`
            """),
        Fault(
            "unknown-kind", replacing: #""kind":"http""#, by: #""kind":"dns""#,
            #":2: field `shadow.x[0].error.kind`: found the text "dns", expected http, timeout, connection or unavailable; correct the kind"#
        ),
        Fault(
            "http-without-status", replacing: #","status":500"#, by: "",
            """
            :2: field `shadow.x[0].error.status`: found nothing, expected an HTTP status; add the field, or correct `kind`
            """),
        Fault(
            "timeout-with-status", replacing: #""kind":"http""#, by: #""kind":"timeout""#,
            """
            :2: field `shadow.x[0].error.status`: found a status of a timeout error, expected no status; \
            remove it, or correct `kind`
            """),
    ]
}
