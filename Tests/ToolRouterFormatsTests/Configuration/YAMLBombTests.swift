import Testing
import ToolRouterFormats

/// A small text that keeps a parser busy for long, or makes it run out of stack.
struct YAMLBomb: CustomTestStringConvertible, Sendable {
    let name: String
    let yaml: String

    init(_ name: String, _ yaml: String) {
        self.name = name
        self.yaml = yaml
    }

    /// `word` so often that a file is almost full.
    init(_ name: String, repeating word: String) {
        self.init(name, String(repeating: word, count: 1_000_000 / word.utf8.count))
    }

    /// A wide list as a key of keys.
    static func wideKey(depth: Int) -> YAMLBomb {
        YAMLBomb(
            "a wide list as a key, \(depth) levels deep",
            String(repeating: "{", count: depth) + "[" + String(repeating: "a,", count: 400_000) + "]"
                + String(repeating: "}", count: depth))
    }

    var testDescription: String { name }
}

struct YAMLBombTests {
    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            YAMLBomb(
                "aliases of aliases as a key",
                "a0: &a0 [x, x]\n"
                    + (1...60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined() + "*a60 : x\n"),
            YAMLBomb("open brackets", repeating: "["),
            YAMLBomb("open braces", repeating: "{"),
            YAMLBomb("open brackets a line each", repeating: "[\n"),
            YAMLBomb("lists in lists", repeating: "- "),
            YAMLBomb("explicit keys in keys", repeating: "? "),
            .wideKey(depth: 900),
            .wideKey(depth: 20),
            YAMLBomb("a long word", repeating: "a"),
            YAMLBomb("an open quote", "\"" + String(repeating: "\n", count: 1_000_000)),
            YAMLBomb("tags", repeating: "!a "),
            YAMLBomb("many keys", (0..<80_000).map { "k\($0): 1\n" }.joined()),
        ])
    func `a bomb is refused in good time`(bomb: YAMLBomb) throws {
        let fault = try ScenarioOnDisk(bomb.yaml).fault()
        #expect(fault != nil)
    }
}
