import Testing
import ToolRouter

struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    @Test(arguments: [("sampled", "01", true), ("not sampled", "00", false), ("with other flags", "03", true)])
    func `a header is read`(row: (name: String, flags: String, isSampled: Bool)) throws {
        let trace = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.parent)-\(row.flags)"))
        #expect(trace.traceID == Self.trace)
        #expect(trace.parentID == Self.parent)
        #expect(trace.isSampled == row.isSampled)
        #expect(
            trace.traceparent(spanID: "b7ad6b7169203331")
                == "00-\(Self.trace)-b7ad6b7169203331-\(row.isSampled ? "01" : "00")")
    }

    @Test func `a later version may hold more`() {
        #expect(TraceContext(traceparent: "01-\(Self.trace)-\(Self.parent)-01-what-the-future-brings") != nil)
    }

    @Test(arguments: [
        ("nothing", ""), ("no flags", "00-\(trace)-\(parent)"),
        ("more than version 00 has", "00-\(trace)-\(parent)-01-x"),
        ("a version that never will be", "ff-\(trace)-\(parent)-01"),
        ("capital letters", "00-\(trace.uppercased())-\(parent)-01"),
        ("a trace of zeros", "00-\(String(repeating: "0", count: 32))-\(parent)-01"),
        ("a parent of zeros", "00-\(trace)-\(String(repeating: "0", count: 16))-01"),
        ("a trace too short", "00-\(trace.dropLast())-\(parent)-01"), ("letters beyond f", "00-\(trace)-\(parent)-0g"),
        ("a text of a megabyte", String(repeating: "-", count: 1_000_000)),
    ])
    func `is not a header`(row: (name: String, text: String)) {
        #expect(TraceContext(traceparent: row.text) == nil, "\(row.name)")
    }
}
