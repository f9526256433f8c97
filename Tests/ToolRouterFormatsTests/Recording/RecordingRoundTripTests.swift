import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

struct RecordingRoundTripTests {
    private let folder: TemporaryFolder
    private let header = RecordingHeader(source: "test", epoch: Timestamp(nanoseconds: 1_795_165_200_123_456_789))

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `what is written is read back`() throws {
        let path = folder.path + "/traffic.jsonl"
        let bare = RecordedExchange(
            id: "r-2", atMicroseconds: 48_213_000, caller: RecordedCaller(tenant: "emea"), question: "")
        let writer = try RecordingWriter(path: path, header: header)
        try writer.write(RecordingFixture.full)
        try writer.write(bare)
        try writer.finish()

        let reader = try RecordingReader(path: path)
        #expect(reader.header == header)
        #expect(try reader.next() == RecordingFixture.full)
        #expect(try reader.next() == bare)
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
        #expect(reader.reordered == 0)
    }

    @Test func `the bytes are in the order of the format`() {
        #expect(
            header.json == """
                {"format":"toolrouter-recording","version":1,"source":"test","epoch":"2026-11-20T09:00:00.123456789Z",\
                "usage_convention":"disjoint"}
                """)
        let expected = [
            #"{"id":"r-0000017","at_us":48213000,"caller":{"tenant":"emea","user":"u-12","ip":"10.1.0.9"},"#,
            #""question":"Wie viele \"Sänger\"\n🎤?","database":"sales","bypass_cache":true,"#,
            #""plan":{"tool":"rest","arguments":{"endpoint":"e","parameters":{"a":[1.50,true,null],"b":"ü"}}},"deadline_us":30000000,"#,
            #""hangs_up_after_us":5000,"planner":["#,
            #"{"latency_us":20000,"error":{"kind":"http","status":429,"retry_after_us":2000000}},"#,
            #"{"latency_us":1000000,"error":{"kind":"timeout"}},{"latency_us":0,"error":{"kind":"connection"}},"#,
            #"{"planner":"second","latency_us":812000,"model":"gpt-4o-2024-08-06","prompt_sha256":"ab12","#,
            #""content":"{\"tool\":\"sql\"}","usage":{"input":812,"cached_input":1,"cache_write":2,"output":64,"#,
            #""reasoning":3},"finish_reason":"stop"}],"shadow":{"alpha":[{"latency_us":7,"content":"","#,
            #""usage":{"input":0,"cached_input":0,"cache_write":0,"output":0,"reasoning":0}}],"#,
            #""zeta":[{"latency_us":0,"error":{"kind":"timeout"}}]},"#,
            #""tools":{"rest":[{"latency_us":41000,"status":200,"body":"{}"}],"sql":[{"latency_us":9}]},"#,
            #""expected":{"tool":"sql","sql":"SELECT 1","order_matters":true},"#,
            #""decisions":[{"stage":"admit","at_us":48213001,"seq":4}]}"#,
        ]
        #expect(RecordingFixture.full.json(under: .disjoint) == expected.joined())
    }

    @Test(arguments: UsageConvention.allCases)
    func `counts are written apart, whatever the header says of those that others write`(
        convention: UsageConvention
    ) throws {
        let path = folder.path + "/traffic.jsonl"
        let writer = try RecordingWriter(
            path: path, header: RecordingHeader(source: "test", epoch: header.epoch, usageConvention: convention))
        try writer.write(RecordingFixture.full)
        try writer.finish()
        #expect(try RecordingReader(path: path).header.usageConvention == convention)
        #expect(try RecordingFixture.exchanges(path) == [RecordingFixture.full])
    }

    @Test func `a null is as good as an absent field`() throws {
        let line = """
            {"id":"a","at_us":0,"caller":{"tenant":"t","user":null,"ip":null},"question":"q","database":null,\
            "bypass_cache":null,"plan":null,"deadline_us":null,"hangs_up_after_us":null,"planner":null,"shadow":null,"tools":null,\
            "expected":null,"decisions":null}
            """
        let path = try folder.file("traffic.jsonl", RecordingFixture.text([line]).utf8)
        #expect(
            try RecordingFixture.exchanges(path) == [
                RecordedExchange(id: "a", atMicroseconds: 0, caller: RecordedCaller(tenant: "t"), question: "q")
            ])
    }

    @Test func `the largest integer keeps its last digit`() throws {
        let path = try folder.file(
            "traffic.jsonl",
            #"{"format":"toolrouter-recording","version":1,"source":"","epoch":"1970-01-01T00:00:00Z"}"#.utf8
                + [10] + RecordingFixture.line("a", at: 9_223_372_036_854_775).utf8)
        #expect(try RecordingFixture.exchanges(path).map(\.atMicroseconds) == [9_223_372_036_854_775])
    }

    @Test func `an unfinished recording leaves neither its name nor a partial file`() throws {
        let path = folder.path + "/traffic.jsonl"
        do {
            let writer = try RecordingWriter(path: path, header: header)
            try writer.write(RecordingFixture.full)
            #expect(FileManager.default.fileExists(atPath: path + ".partial"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func `finishing replaces an older recording in one step`() throws {
        let path = try folder.file("traffic.jsonl", "old".utf8)
        let writer = try RecordingWriter(path: path, header: header)
        try writer.write(RecordingFixture.full)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        try writer.finish()
        #expect(try RecordingFixture.exchanges(path) == [RecordingFixture.full])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["traffic.jsonl"])
    }

    @Test func `a place that can't be written is an error that names it`() {
        let path = folder.path + "/absent/traffic.jsonl"
        let error = #expect(throws: FileError.self) { try RecordingWriter(path: path, header: header) }
        #expect(error?.description == "cannot write \(path): No such file or directory; create the folder")
        #expect(error?.isOutput == true)
    }
}
