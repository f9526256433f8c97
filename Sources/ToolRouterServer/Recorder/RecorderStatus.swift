/// How a recorder stands.
package struct RecorderStatus: Hashable, Sendable {
    /// Requests whose lines are in segments; in the ring only, where there is no folder.
    package var written = 0
    /// Requests that are in none: there was no room for their events, or the disk did not take their lines.
    package var dropped = 0
    /// Bytes that went to segments.
    package var bytes = 0
    /// Segments that were closed.
    package var segments = 0
    /// Whether the disk takes nothing at the moment.
    package var isFailing = false
    /// Bytes of events that wait, or belong to requests under way.
    package var waitingBytes = 0
    /// Requests that are kept in memory, and their bytes.
    package var recentRequests = 0
    package var recentBytes = 0
    /// The scenario's folder; nil where nothing is written.
    package var folder: String?
}
