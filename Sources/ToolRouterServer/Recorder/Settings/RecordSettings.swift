import ToolRouter
package import ToolRouterFormats

/// What is recorded of a server, where, and what of it is left out: the section `record`, or `--record`.
package struct RecordSettings: Sendable {
    /// The absolute path of the folder below whose `replays` recordings go; nil keeps the last minutes in memory only.
    package var directory: String?
    /// The bytes after which a segment is closed. Default 64 MiB.
    package var segmentBytes = 64 << 20
    /// The time after which a segment is closed. Default 10 minutes.
    package var segmentAge = Duration.seconds(600)
    /// The most bytes of closed segments below the folder; beyond them the oldest ones are removed. Default 16 GiB, so that a
    /// recorder does not take the disk from the audit records.
    package var keepBytes = 16 << 30
    /// The most bytes of events that wait to be written. Default 64 MiB.
    package var queueBytes = 64 << 20
    /// Whether questions and what models say are recorded.
    package var content = RecordedContent.all
    /// What is taken out before anything is kept, in this order.
    package var redaction: [RedactionRule] = []
    /// What is kept in memory; nil keeps nothing.
    package var recent: Recent? = Recent()

    /// How much of what was recorded last is kept in memory.
    package struct Recent: Hashable, Sendable {
        /// For how long. Default 10 minutes.
        package var period = Duration.seconds(600)
        /// The most bytes. Default 64 MiB.
        package var bytes = 64 << 20

        package init() {}
    }

    package init() {}
}

/// What a recorder is told beside its settings.
package struct RecordingSource: Sendable {
    /// The file that the server's settings were read from, a mapping.
    package var node: ConfigurationNode
    /// The limits in force where they are not those of the file.
    package var limits: ConfigurationNode?
    /// What answers depend on besides.
    package var madeWith: [GoldenHeader.Provenance] = []

    package init(node: ConfigurationNode, limits: ConfigurationNode? = nil) {
        self.node = node
        self.limits = limits
    }
}
