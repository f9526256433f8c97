import Foundation
import Testing
import ToolRouter
import ToolRouterTools

@Suite struct SQLPlanSyntaxTests {
    private let decoder = PlanDecoder([SQLPlanSyntax()])

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: String
        let plan: Plan?
        let failure: PlanDecodingFailure.Code?
        var testDescription: String { name }

        init(_ name: String, _ reply: String, _ plan: Plan) {
            (self.name, self.reply, self.plan, failure) = (name, reply, plan, nil)
        }

        init(_ name: String, _ reply: String, _ failure: PlanDecodingFailure.Code) {
            (self.name, self.reply, plan, self.failure) = (name, reply, nil, failure)
        }
    }

    private static func sql(_ text: String, _ millionths: Int64? = nil) -> Plan {
        Plan(sql: text, confidence: millionths.map { Ratio(millionths: $0) })
    }

    static let objects = [
        Row("a whole plan", #"{"tool":"sql","sql":"SELECT 1","confidence":0.93}"#, sql("SELECT 1", 930_000)),
        Row("white space around it", " \r\n{ \"sql\" : \"SELECT 1\" }\n ", sql("SELECT 1")),
        Row("no tool but SQL", #"{"sql":"SELECT 1"}"#, sql("SELECT 1")),
        Row("no tool for it", #"{"tool":"none"}"#, Plan(tool: "none")),
        Row("no tool and no SQL", #"{"tool":"none","sql":null}"#, Plan(tool: "none")),
        Row("another tool", #"{"tool":"docs","confidence":1}"#, Plan(tool: "docs", confidence: .one)),
        Row("confidence null is none", #"{"sql":"SELECT 1","confidence":null}"#, sql("SELECT 1")),
        Row("tool null is none", #"{"tool":null,"sql":"SELECT 1"}"#, sql("SELECT 1")),
        Row("members nobody knows", #"{"x":[{"y":[1,true,null]}],"sql":"SELECT 1","z":{}}"#, sql("SELECT 1")),
        Row("a member twice: the last wins", #"{"sql":"SELECT 1","sql":"SELECT 2"}"#, sql("SELECT 2")),
        Row("a member of a nested object", #"{"sql":"SELECT 1","a":{"sql":"SELECT 2"}}"#, sql("SELECT 1")),
        Row("one semicolon at the end", #"{"sql":" SELECT 1 ; "}"#, sql("SELECT 1")),
        Row("two semicolons at the end", #"{"sql":"SELECT 1;;"}"#, sql("SELECT 1;")),
        Row("two statements", #"{"sql":"SELECT 1; DROP TABLE t"}"#, sql("SELECT 1; DROP TABLE t")),
        Row("SQL that is prose is the guard's to judge", #"{"sql":"I can't; sorry"}"#, sql("I can't; sorry")),
        Row("escapes", #"{"sql":"SELECT \"a\"\n, '\u00e9\ud83d\ude00\/\\'"}"#, sql("SELECT \"a\"\n, 'é😀/\\'")),
        Row("a fence as text", #"{"sql":"SELECT '```'"}"#, sql("SELECT '```'")),
        Row("an empty object", "{}", .invalidPlan),
        Row("a tool that is no name", #"{"tool":7,"sql":"SELECT 1"}"#, .invalidPlan),
        Row("an empty tool", #"{"tool":"","sql":"SELECT 1"}"#, .invalidPlan),
        Row("tool null and no SQL", #"{"tool":null}"#, .invalidPlan),
        Row("all null", #"{"tool":null,"sql":null,"confidence":null}"#, .invalidPlan),
        Row("SQL missing", #"{"tool":"sql"}"#, .invalidPlan),
        Row("SQL null", #"{"tool":"sql","sql":null}"#, .invalidPlan),
        Row("SQL a list", #"{"sql":["SELECT 1"]}"#, .invalidPlan),
        Row("SQL empty", #"{"sql":" ; "}"#, .invalidPlan),
        Row("confidence in words", #"{"sql":"SELECT 1","confidence":"high"}"#, .invalidPlan),
        Row("a list of plans", #"[{"sql":"SELECT 1"}]"#, .invalidPlan),
        Row("a JSON string", #""SELECT 1""#, .invalidPlan),
        Row("JSON null", "null", .invalidPlan),
        Row("cut short", #"{"tool":"sql","sql":"SELECT na"#, .malformedPlan),
        Row("a comma too many", #"{"sql":"SELECT 1",}"#, .malformedPlan),
        Row("single quotes", "{'sql':'SELECT 1'}", .malformedPlan),
        Row("a raw line end in a string", "{\"sql\":\"SELECT\n1\"}", .malformedPlan),
        Row("half a surrogate pair", #"{"sql":"SELECT '\ud83d'"}"#, .malformedPlan),
        Row("a leading zero", #"{"sql":"SELECT 1","confidence":01}"#, .malformedPlan),
        Row("no quotes around a name", #"{sql:"SELECT 1"}"#, .malformedPlan),
        Row("text after it", #"{"sql":"SELECT 1"} Hope this helps!"#, .surroundingText),
        Row("a second object after it", #"{"sql":"SELECT 1"}{"sql":"SELECT 2"}"#, .surroundingText),
    ]

    static let fences = [
        Row("around JSON", "```json\n{\"sql\":\"SELECT 1\"}\n```", sql("SELECT 1")),
        Row("around SQL", "```sql\nSELECT 1;\n```\n", sql("SELECT 1")),
        Row("without a language, with CRLF", "```\r\nSELECT 1\r\n```\r\n", sql("SELECT 1")),
        Row("of four backticks", "````\nSELECT '\n```\n'\n````", sql("SELECT '\n```\n'")),
        Row("with nothing in it", "```sql\n```", .emptyReply),
        Row("around prose", "```\nI can't do that\n```", .proseReply),
        Row("around broken JSON", "```json\n{\"sql\":\n```", .malformedPlan),
        Row("never closed", "```sql\nSELECT 1", .malformedPlan),
        Row("with text before it", "Here it is:\n```sql\nSELECT 1\n```", .surroundingText),
        Row("with text after it", "```sql\nSELECT 1\n```\nThis counts rows.", .surroundingText),
        Row("twice", "```sql\nSELECT 1\n```\n```sql\nSELECT 2\n```", .surroundingText),
        Row("around text after JSON", "```\n{\"sql\":\"SELECT 1\"} done\n```", .surroundingText),
        Row("after a bare statement", "SELECT 1\n```\nSELECT 2\n```", .surroundingText),
        Row("that is a code span", "```SELECT 1```", .proseReply),
    ]

    static let statements = [
        Row("a query", "SELECT 1", sql("SELECT 1")),
        Row("in lower case with a semicolon", "\n select 1 ;\n", sql("select 1")),
        Row("after comments", "-- names\n/* all */ SELECT 1", sql("-- names\n/* all */ SELECT 1")),
        Row(
            "a common table expression", "WITH a AS (SELECT 1) SELECT * FROM a",
            sql("WITH a AS (SELECT 1) SELECT * FROM a")),
        Row("values", "VALUES(1)", sql("VALUES(1)")),
        Row("a write is the guard's to refuse", "DROP TABLE t", sql("DROP TABLE t")),
        Row("two statements are the guard's to refuse", "SELECT 1; DELETE FROM t", sql("SELECT 1; DELETE FROM t")),
        Row("a comment after it is left alone", "SELECT 1; -- done", sql("SELECT 1; -- done")),
        Row(
            "semicolons in quotes", "SELECT 'a; b', \"c; d\", `e; f`, [g; h]",
            sql("SELECT 'a; b', \"c; d\", `e; f`, [g; h]")),
        Row("semicolons in comments", "SELECT 1 -- a; b\n/* c; d */", sql("SELECT 1 -- a; b\n/* c; d */")),
        Row("a doubled quote", "SELECT 'it''s; fine'", sql("SELECT 'it''s; fine'")),
        Row("a quote never closed", "SELECT 'a; b", sql("SELECT 'a; b")),
        Row("text after it", "SELECT 1; This counts rows.", .surroundingText),
        Row("text after the second one", "SELECT 1; SELECT 2; Done.", .surroundingText),
        Row("text after a comment after it", "SELECT 1; /* so */ there you are", .surroundingText),
        Row("a number after it", "SELECT 1; 42", .surroundingText),
        Row("nothing", "", .emptyReply),
        Row("white space", " \n\t\r\n", .emptyReply),
        Row("prose", "I'm sorry, I can't help with that.", .proseReply),
        Row("prose that goes on to SQL", "The query is SELECT 1", .proseReply),
        Row("a longer word", "Selection of rows", .proseReply),
        Row("a keyword with a foreign letter", "selecté", .proseReply),
        Row("a comment alone", "-- no idea", .proseReply),
        Row("a comment never closed", "/* SELECT 1", .proseReply),
        Row("a semicolon", ";", .proseReply),
        Row("a citation", "[1] The manual says so", .proseReply),
    ]

    @Test(arguments: objects + fences + statements)
    func `a reply is a plan or a named failure`(row: Row) {
        switch decoder.decode(row.reply) {
        case .success(let plan): #expect(plan == row.plan)
        case .failure(let failure):
            #expect(failure.code == row.failure)
            #expect(!failure.detail.isEmpty)
        }
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("0.0", 0), ("1", 1_000_000), ("1.000", 1_000_000), ("10e-1", 1_000_000), ("0.5", 500_000),
        ("0.05", 50_000), ("5E-1", 500_000), ("1e-3", 1_000), ("0.9999999", 999_999), ("1e-7", 0),
        ("0.99999999999999999999999999999999999999999999", 999_999), ("1e-99999999999999999999", 0),
        ("0.0000012e3", 1_200), ("0e99", 0), ("1.0000001", nil), ("1.5", nil), ("-0.5", nil), ("1e1", nil), ("93", nil),
        ("1e99999999999999999999", nil),
    ])
    func `confidence is exact, in millionths rounded down`(text: String, millionths: Int64?) {
        let reply = "{\"sql\":\"SELECT 1\",\"confidence\":\(text)}"
        switch decoder.decode(reply) {
        case .success(let plan): #expect(plan.confidence?.millionths == millionths)
        case .failure(let failure):
            #expect(millionths == nil)
            #expect(
                failure == .invalidPlan(field: "confidence", found: text, expected: "a number from 0 to 1"))
        }
    }

    @Test func `brackets inside brackets inside brackets are refused, not followed`() {
        for depth in [129, 1_000, 400_000] {
            let reply = "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
            guard case .failure(let failure) = decoder.decode(reply) else {
                Issue.record("a plan of \(depth) levels")
                continue
            }
            #expect(failure.code == .malformedPlan)
        }
        let deep = String(repeating: "[", count: 127) + String(repeating: "]", count: 127)
        #expect(decoder.decode("{\"sql\":\"SELECT 1\",\"a\":\(deep)}") == .success(Self.sql("SELECT 1")))
    }

    @Test func `what no plan for SQL needs may be as large as the reply`() {
        let many = [String](repeating: "[]", count: 100_000).joined(separator: ",")
        #expect(decoder.decode("{\"sql\":\"SELECT 1\",\"a\":[\(many)]}") == .success(Self.sql("SELECT 1")))
    }

    @Test func `a reply longer than a megabyte is not read`() {
        let reply = "SELECT 1" + String(repeating: " ", count: 1_000_000)
        #expect(
            decoder.decode(reply)
                == .failure(.malformedPlan(offset: 1_000_000, expected: "at most 1000000 bytes")))
    }

    @Test func `a failure says where and what`() {
        #expect(
            decoder.decode(" {\"sql\" \"SELECT 1\"}")
                == .failure(.malformedPlan(offset: 8, expected: "a colon")))
        #expect(
            decoder.decode("Sorry!") == .failure(.proseReply(expected: "a JSON object or one SQL statement")))
        #expect(
            decoder.decode("{\"tool\":\"sql\",\"sql\":null}")
                == .failure(.invalidPlan(field: "sql", found: "null", expected: "a string with one SQL statement")))
        #expect(
            decoder.decode("{\"tool\":7}")
                == .failure(.invalidPlan(field: "tool", found: "a number", expected: "the name of a tool")))
    }

    /// Each beginning of a good reply but the whole of it is cut short: none may be taken for a plan.
    @Test func `no reply cut short is a plan`() {
        let reply = #"{"tool":"sql","sql":"SELECT \"a\", 'é' FROM t;","confidence":0.93,"x":[1,{"y":null}]}"#
        for length in 1..<reply.unicodeScalars.count {
            var cut = String.UnicodeScalarView()
            cut.append(contentsOf: reply.unicodeScalars.prefix(length))
            guard case .failure(let failure) = decoder.decode(String(cut)) else {
                Issue.record("a plan from \(length) characters")
                continue
            }
            #expect(failure.code == .malformedPlan, "\(length) characters")
        }
    }

    /// Where this reader takes an object, Foundation's does too, and with the same text in it.
    @Test func `strings are read as Foundation reads them`() throws {
        for escape in [
            #"\n"#, #"\t\r\b\f"#, #"\"\\\/"#, #"\u0041\u00E9"#, #"\ud834\udd1e"#, "é😀", #"\u0000"#, #"e\u0301"#,
        ] {
            let reply = "{\"sql\":\"SELECT '\(escape)'\"}"
            let object = try JSONSerialization.jsonObject(with: Data(reply.utf8)) as? [String: String]
            let expected = try #require(object?["sql"])
            #expect(try decoder.decode(reply).get().sql.map { Array($0.utf8) } == Array(expected.utf8))
        }
    }
}
