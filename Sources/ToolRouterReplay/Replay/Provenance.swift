import SQLSandbox
package import ToolRouterFormats

/// What answers depend on in addition to the router and its inputs.
package enum Provenance {
    /// The parts of this build.
    package static var now: [GoldenHeader.Provenance] {
        [
            .init("comparator_spider", "\(ResultComparison.spiderVersion)"),
            .init("comparator_strict", "\(ResultComparison.strictVersion)"),
            .init("golden", "\(GoldenHeader.newestVersion)"),
            .init("recording", "\(RecordingHeader.newestVersion)"),
            .init("sqlite", Sandbox.sqliteVersion),
        ]
    }
}
