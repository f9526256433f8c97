/// How the audit store writes: what the `audit:` section of a server's configuration says.
package struct AuditSettings: Hashable, Sendable {
    /// The folder of the segments; it is made when it is missing, for this user only.
    package var folder: String
    /// What an answer waits for.
    package var durability = Durability.process
    /// What happens while no more records fit into the queue, or on the disk.
    package var whenFull = WhenFull.block
    /// The most records that wait to be written, 1 to 1,000,000.
    package var queue = 4_096
    /// The bytes at which a segment ends, though its month has not: at least 1 MiB, default 1 GiB.
    package var segmentBytes = 1 << 30
    /// Whether the texts of questions and statements are written down, beside their hashes.
    package var texts = false
    /// The key of the hashes of questions, statements and results; without one they are plain SHA-256, by which short texts
    /// can be guessed.
    package var hashKey: [UInt8]?
    /// Names the price catalogue in each record; nil leaves it out.
    package var priceCatalogue: String?
    /// How long records are kept: whenever a segment begins, older ones that end before that are removed. Nil keeps all.
    package var retention: AuditPeriod?

    /// What is true of a record when its answer may leave.
    package enum Durability: String, Hashable, CaseIterable, Sendable {
        /// It is in the queue: who kills the process loses what was in it, at most `queue` records.
        case relaxed
        /// The operating system has it: it survives the end of the process, and not that of the machine.
        case process
        /// The disk has it: it survives a loss of power. Answers that come together share one fsync.
        case power
    }

    /// What happens while no record can be taken.
    package enum WhenFull: String, Hashable, CaseIterable, Sendable {
        /// Answers wait until their records are written; beyond the queue and 10,000 who wait, what comes is refused as
        /// `audit_unavailable` and counted like below.
        case block
        /// Requests are refused as `audit_unavailable`. What was spent on those under way is written down later, as one
        /// record of kind `loss`.
        case refuse
    }

    /// Settings for the folder at `path`.
    package init(folder path: String) {
        folder = path
    }
}
