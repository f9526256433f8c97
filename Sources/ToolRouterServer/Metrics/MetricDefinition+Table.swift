extension MetricDefinition {
    /// The metrics as a table in Markdown: the one in the documentation.
    package static var table: String {
        let lines = all.map { metric in
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |"
        }
        return (["| metric | kind | labels | meaning |", "|---|---|---|---|"] + lines).joined(separator: "\n")
    }
}
