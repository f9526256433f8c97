import Testing

@testable import ToolRouterFormats

/// A configuration that is written down again means the same.
@Suite struct ConfigurationTextTests {
    @Test(arguments: [
        "a: 1\nb: \"1\"\n", "a: {b: [1, two, \"th: ree\"], c: {}}\nd: []\n",
        "rules:\n  - {name: x, any_of: [a b, c]}\n  - {name: y}\n", "a: |\n  two\n  lines\n",
        "\"no\": \"yes\"\n\"\": ~\n",
        "a: 'it''s # not: a comment'\n\"k e\\ty\": -5\n", "a: [[1, 2], [{b: c}]]\n", "sha256: \"0123\"\nx-y.z: 10m\n",
    ])
    func `it is read as what it was`(yaml: String) throws {
        let node = try ConfigurationNode(yaml: yaml, file: "a")
        let again = try ConfigurationNode(yaml: node.yaml, file: "a")
        #expect(Self.form(node) == Self.form(again), "\(node.yaml)")
    }

    /// What a node says, with whether its words are in quotes.
    private static func form(_ node: ConfigurationNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain): isPlain ? "<\(text)>" : "\"\(text)\""
        case .list(let elements): "[" + elements.map { form($0) }.joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.name): \(form($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
