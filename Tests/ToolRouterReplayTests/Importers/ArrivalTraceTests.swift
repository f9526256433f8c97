import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

struct ArrivalTraceTests {
    private static let header = "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"

    private func file(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "toolrouter-trace-\(UUID().uuidString).csv"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    @Test func `arrivals are exact to 100 nanoseconds, also without a last line end`() throws {
        let path = try file(
            Self.header + "2023-11-16 18:15:46.6805909,374,44\r\n2023-11-16 18:15:50.9951690,0,109")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let trace = try ArrivalTrace(path: path)
        let first = try #require(try trace.next())
        #expect(first.at == Timestamp(nanoseconds: 1_700_158_546_680_590_900))
        #expect((first.inputTokens, first.outputTokens) == (374, 44))
        let second = try #require(try trace.next())
        #expect(second.at - first.at == .nanoseconds(4_314_578_100))
        #expect((second.inputTokens, second.outputTokens) == (0, 109))
        #expect(try trace.next() == nil)
    }

    @Test func `moments are read in every form of RFC 3339, and without an offset in UTC`() throws {
        let lines = [
            "2024-05-10 00:00:00.009930+00:00,1,2", "2024-05-10 00:00:01+00:00,1,2", "2024-05-10T00:00:01.5Z,1,2",
            "2024-05-10t02:00:02+02:00,1,2", "2024-05-09 20:00:03-04:00,1,2", "2024-05-10 00:00:04,1,2",
            "2024-05-10T00:00:05.000000001z,1,2",
        ]
        let path = try file(Self.header + lines.joined(separator: "\n"))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let trace = try ArrivalTrace(path: path)
        var moments: [String] = []
        while let arrival = try trace.next() { moments.append(RFC3339.text(arrival.at)) }
        let times = ["00.00993", "01", "01.5", "02", "03", "04", "05.000000001"]
        #expect(moments == times.map { "2024-05-10T00:00:\($0)Z" })
    }

    @Test(arguments: [
        (
            "empty", "",
            ": found an empty file, expected TIMESTAMP,ContextTokens,GeneratedTokens; name an Azure LLM inference trace, or one of Mooncake"
        ),
        (
            "other header", "a,b\n",
            #":1: found the header "a,b", expected TIMESTAMP,ContextTokens,GeneratedTokens; name an Azure LLM inference trace, or one of Mooncake"#
        ),
        (
            "two cells", header + "2023-11-16 18:15:46,1\r\n",
            #":2: found 2 cells in "2023-11-16 18:15:46,1", expected 3 cells; correct or remove the line"#
        ),
        (
            "no moment", header + "2023-11-31 18:15:46.1,1,2\r\n",
            """
            :2: field `TIMESTAMP`: found "2023-11-31 18:15:46.1", expected a moment such as 2023-11-16 18:15:46.6805900; \
            correct or remove the line
            """
        ),
        (
            "negative tokens", header + "2023-11-16 18:15:46.1,1,-2\r\n",
            #":2: field `GeneratedTokens`: found "-2", expected a count from 0 to 1000000000; correct or remove the line"#
        ),
        (
            "time backwards", header + "2023-11-16 18:15:46.1,1,2\r\n2023-11-16 18:15:46.0,1,2\r\n",
            """
            :3: field `TIMESTAMP`: found a moment before the one of the line above, expected arrivals in order of time; \
            sort the trace
            """
        ),
    ])
    func `a broken trace says where and what`(_ name: String, _ text: String, _ message: String) throws {
        let path = try file(text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: FileError.self) {
            let trace = try ArrivalTrace(path: path)
            while try trace.next() != nil {}
        }
        #expect(error?.description == path + message)
    }
}
