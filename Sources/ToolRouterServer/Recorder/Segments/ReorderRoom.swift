import ToolRouterFormats

/// Says which lines may still be added to a segment: a reader puts lines in the order of their arrival, but not from further
/// than a few thousand lines away.
struct ReorderRoom {
    /// A little less than a reader's reach.
    private static let lines = RecordingReader.reorderWindow - 96
    private static let bytes = RecordingReader.reorderBytes - (17 << 20)

    /// Arrivals and lengths of the last lines, as a ring.
    private var recent: [(at: Int64, bytes: Int)] = []
    private var first = 0
    private var recentBytes = 0
    /// The latest arrival among the lines before those.
    private var fence = Int64.min

    /// Whether a line of a request that arrived then would be found in its place.
    func takes(_ at: Int64) -> Bool { at > fence }

    /// Notes a line down that was added.
    mutating func add(_ at: Int64, bytes: Int) {
        recent.append((at, bytes))
        recentBytes += bytes
        while recent.count - first > Self.lines || recentBytes > Self.bytes, first < recent.count {
            fence = max(fence, recent[first].at)
            recentBytes -= recent[first].bytes
            first += 1
        }
        guard first > Self.lines else { return }
        recent.removeFirst(first)
        first = 0
    }
}
