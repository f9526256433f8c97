/// How large a pool is, and how patient.
package struct PoolSettings: Hashable, Sendable {
    /// The numbers of lanes that are possible.
    package static let laneBounds = 1...64
    /// The numbers of waiting runs that are possible.
    package static let waitingBounds = 1...100_000
    /// The longest busy timeout.
    package static let maximumBusyTimeout = Duration.seconds(60)
    /// The oldest version of the data that is possible.
    package static let maximumVersionAge = Duration.seconds(1)

    /// The lanes: threads, each with a connection, its page cache of 2 MB at most and what its statement takes, 256 MiB at
    /// most. No more statements run at once. Judging and looking have threads of their own.
    package let lanes: Int
    /// How many runs may wait for a lane; more are refused as `busy`.
    package let waiting: Int
    /// How long one run waits, in all, for a writer that keeps readers out, before it fails as `busy`.
    package let busyTimeout: Duration
    /// How old the version of the data may be that answers are looked for by; zero looks anew for everybody who asks. A look
    /// is 13 system calls on another thread, and under load all would wait for nothing else: with some milliseconds they
    /// share one, and an answer of the cache may be so much older than a write of somebody else. Nothing that is run is: it
    /// reads what is there.
    package let versionAge: Duration
    /// What names the version of the data.
    package let version: Version

    /// What can name it.
    package enum Version: String, CaseIterable, Sendable {
        /// Which file it is, and its state: costs nothing, and tells copies apart.
        case file
        /// Its bytes, where it is of 64 MiB at most and has no write-ahead log, and its lanes are processes; else which file it
        /// is. Copies on several machines are one.
        case content
    }

    /// Traps when a value is out of its bounds; whoever reads them from a file checks first.
    package init(
        lanes: Int = 4, waiting: Int = 1_000, busyTimeout: Duration = .seconds(2), versionAge: Duration = .zero,
        version: Version = .file
    ) {
        precondition(Self.laneBounds.contains(lanes), "a pool has \(Self.laneBounds) lanes, found \(lanes)")
        precondition(
            Self.waitingBounds.contains(waiting), "\(Self.waitingBounds) runs may wait in a pool, found \(waiting)")
        precondition(
            .zero...Self.maximumBusyTimeout ~= busyTimeout,
            "a pool waits up to \(Self.maximumBusyTimeout) for a writer, found \(busyTimeout)")
        precondition(
            .zero...Self.maximumVersionAge ~= versionAge,
            "a version of the data is at most \(Self.maximumVersionAge) old, found \(versionAge)")
        self.lanes = lanes
        self.waiting = waiting
        self.busyTimeout = busyTimeout
        self.versionAge = versionAge
        self.version = version
    }
}
