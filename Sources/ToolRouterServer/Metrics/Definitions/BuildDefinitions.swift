extension MetricDefinition {
    static let build = [
        MetricDefinition(
            "toolrouter_build_info", .info, "The program: its version, and that of the SQLite it runs on.",
            labels: ["version", "sqlite"]
        ) {
            [MetricSample([$0.build.version, $0.build.sqlite], 1)]
        }
    ]
}
