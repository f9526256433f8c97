/// Which kinds of drift a scenario may report without failing.
package enum DriftTolerance {
    /// Kinds that may be information.
    package static let kinds = [
        "outcome", "tool", "code", "result", "sql_meaning", "source", "cost", "tokens", "latency", "sql_text", "new",
        "missing",
    ]
    /// Kinds that always fail: something refused was run, or something was never replayed.
    package static let failing = ["unsafe_accepted", "recording_miss"]
    /// What is information when the file does not say.
    package static let standard: Set = ["sql_text"]

    /// Reads the kinds that are information.
    static func information(_ node: ConfigurationNode) throws(ConfigurationError) -> Set<String> {
        let section = try ConfigurationSection(node, keys: ["information"])
        guard let list = section["information"] else { return standard }
        return Set(try list.elements("a list of drift kinds").distinct(kind))
    }

    private static func kind(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let kind = try node.text("a drift kind")
        guard !failing.contains(kind) else {
            throw node.fault(expected: "a drift kind that may be information", remedy: "remove it: it always fails")
        }
        guard kinds.contains(kind) else {
            throw node.fault(
                expected: "one of " + kinds.map { "`\($0)`" }.joined(separator: ", "),
                remedy: Spelling.nearest(to: kind, among: kinds).map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        return kind
    }
}
