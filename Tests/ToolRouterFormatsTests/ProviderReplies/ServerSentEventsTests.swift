import Testing

@testable import ToolRouterFormats

@Suite struct ServerSentEventsTests {
    @Test(arguments: [
        ("data: a\n\ndata: b\n\n", ["a", "b"]), ("data:a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        ("data: a\r\rdata: b\r\r", ["a", "b"]),
        ("event: x\ndata: a\nid: 1\nretry: 5\n\n", ["a"]), (": comment\n\ndata: a\n\n", ["a"]), ("event: x\n\n", []),
        ("data: a\ndata: b\n\n", ["a\nb"]), ("data: a", ["a"]), ("data\n\n", [""]), ("data:  a\n\n", [" a"]),
        ("database: a\n\n", []),
        ("\u{FEFF}data: a\n\n", ["a"]), ("", []), ("\n\n\n", []), ("no colon\n\n", []),
    ])
    func `the data of each event is told`(_ text: String, _ data: [String]) {
        var events = ServerSentEvents(Array(text.utf8))
        var found: [String] = []
        while let next = events.next() { found.append(String(decoding: next, as: UTF8.self)) }
        #expect(found == data)
    }
}
