package import ToolRouter

/// All that metrics are made of: whatever prints or pushes them reads this and counts nothing itself.
package struct MetricReadings: Sendable {
    /// A label that stands on every sample, such as the scenario of a replay; nil goes without.
    package var label: (name: String, value: String)?
    /// The program.
    package var build: BuildInformation
    /// How the router stands.
    package var standing: RouterStanding
    /// What was counted.
    package var totals: Totals
    /// What was timed.
    package var latencies: Latencies
    /// What the service over HTTP has borne; nil where there is none.
    package var service: ServiceReadings?

    package init(
        label: (name: String, value: String)? = nil, build: BuildInformation, standing: RouterStanding,
        totals: Totals, latencies: Latencies
    ) {
        self.label = label
        self.build = build
        self.standing = standing
        self.totals = totals
        self.latencies = latencies
    }
}

/// Which program it is.
package struct BuildInformation: Sendable {
    /// The version of ToolRouter.
    package var version: String
    /// The version of SQLite.
    package var sqlite: String

    package init(version: String, sqlite: String) {
        self.version = version
        self.sqlite = sqlite
    }
}
