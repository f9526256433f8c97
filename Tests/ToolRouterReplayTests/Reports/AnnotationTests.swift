import Testing
import ToolRouterReplay

@Suite struct AnnotationTests {
    typealias Place = Annotation.Place

    /// A finding, and the line that GitHub's runner reads (its unescapeData and unescapeProperty give the texts back).
    static let commands: [(place: Place?, title: String, lines: [String], command: String)] = [
        (nil, "a", ["b"], "::error title=a::b"),
        (
            Place(file: "replays/x/traffic.jsonl", line: 17), "two, at once: a", ["b", "c"],
            "::error file=replays/x/traffic.jsonl,line=17,title=two%2C at once%3A a::b%0Ac"
        ),
        (nil, "100%", ["2% more", "%0A"], "::error title=100%25::2%25 more%0A%250A"),
        // Nothing begins a line of its own, and so a command.
        (
            nil, "a\n::error::b", ["c\r\n::stop-commands::d"],
            "::error title=a\\u{A}%3A%3Aerror%3A%3Ab::c\\u{D}\\u{A}::stop-commands::d"
        ),
        (
            Place(file: "a,line=9::b\n", line: 1), "t", [],
            "::error file=a%2Cline=9%3A%3Ab\\u{A},line=1,title=t::"
        ),
        // What could drive a terminal, or turn the text around, is seen.
        (nil, "\u{1B}[2J", ["\u{202E}x"], "::error title=\\u{1B}[2J::\\u{202E}x"),
        (nil, "größe", ["多少"], "::error title=größe::多少"),
    ]

    @Test(arguments: commands)
    func `a finding is one command, whatever its texts hold`(
        place: Place?, title: String, lines: [String], command: String
    ) {
        let annotation = Annotation(place: place, title: title, lines: lines)
        #expect(annotation.gitHubCommand == command)
        #expect(!annotation.gitHubCommand.contains { $0.isNewline })
    }
}
