import Glibc

/// How a file was when somebody looked: as long as two looks are equal, nobody wrote to it in between.
enum FileMark {
    /// Nil when the file was changed only just now: the system's clock moves in steps, and a second write within one leaves no trace.
    static func of(_ status: stat) -> String? {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        let changed = nanoseconds(status.st_ctim)
        guard nanoseconds(now) - changed > 50_000_000 else { return nil }
        return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(nanoseconds(status.st_mtim)) \(changed)"
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
