import Glibc

/// Which file lies at a path and how it was when somebody looked: as long as two looks are equal, nobody wrote to it in
/// between.
///
/// The times come from the system's own clock, which moves in steps of up to 10 ms: a second write within a step leaves
/// no trace. So a look at a file that was written only just now is not to be relied on, see `isSettled`.
struct FileState: Equatable {
    /// Which file it is.
    let file: FileIdentity
    /// Its length in bytes, and when its content was last written, in nanoseconds since 1970.
    let content: [Int64]
    /// When anything of it was last changed, in nanoseconds since 1970. Nobody can set this time, but a change of
    /// permissions or a new link moves it as well.
    let changed: Int64
    /// Whether so much time has passed since then that a later write shows.
    let isSettled: Bool

    /// The file at `path`; nil when there is none.
    init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        file = FileIdentity(status)
        content = [Int64(status.st_size), Self.nanoseconds(status.st_mtim)]
        changed = Self.nanoseconds(status.st_ctim)
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        isSettled = Self.nanoseconds(now) - changed > 50_000_000
    }

    /// Whether nobody wrote to the file between the two looks.
    static func == (one: Self, other: Self) -> Bool {
        one.changed == other.changed && one.file == other.file && one.content == other.content
    }

    /// The length of the file at `path` in bytes; 0 when there is none.
    static func length(of path: String) -> Int64 { FileState(at: path)?.content[0] ?? 0 }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Which file lies at a path: two looks are equal as long as nobody has put another file there.
struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64

    /// The file of those numbers, which another process has looked up.
    init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// The file at `path`; nil when there is none.
    init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
