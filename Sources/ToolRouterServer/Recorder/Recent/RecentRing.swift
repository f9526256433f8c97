import ToolRouter

/// The lines of the last minutes, in memory: of a bounded time and of bounded bytes, the oldest go first.
struct RecentRing {
    private struct Line {
        /// Empty for one that went.
        var bytes: [UInt8]
        let at: Int64
        let writtenAt: Timestamp
    }

    private let settings: RecordSettings.Recent
    private var lines: [Line] = []
    private var first = 0
    /// The bytes of the lines.
    private(set) var bytes = 0

    init(_ settings: RecordSettings.Recent) {
        self.settings = settings
    }

    /// How many lines there are.
    var count: Int { lines.count - first }

    /// Adds a line of a request that arrived at `at`.
    mutating func add(_ line: [UInt8], at: Int64, now: Timestamp) {
        lines.append(Line(bytes: line, at: at, writtenAt: now))
        bytes += line.count
        expire(now)
    }

    /// Lets go of what is too old, or too much.
    mutating func expire(_ now: Timestamp) {
        while first < lines.count,
            bytes > settings.bytes || now - lines[first].writtenAt > settings.period
        {
            bytes -= lines[first].bytes.count
            lines[first].bytes = []
            first += 1
        }
        // Those that went still have a place here, but not more than half of it.
        guard first > 1_024, first > lines.count / 2 else { return }
        lines.removeFirst(first)
        first = 0
    }

    /// All lines, in the order of arrival.
    var sorted: [[UInt8]] {
        lines[first...].sorted { $0.at < $1.at }.map(\.bytes)
    }
}
