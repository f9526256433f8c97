import Glibc

/// What wakes a thread that waits in poll(2) for sockets, too: a pipe to itself, closed with its last owner. (Linux's
/// eventfd(2) would do with one descriptor, but Swift's Glibc does not know it.)
final class LaneBell: Sendable {
    /// What to wait for.
    let descriptor: Int32
    private let button: Int32

    /// Stops the process where it may have no more descriptors: no connection could be made either.
    init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "pipe: errno \(errno)")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (descriptor, button) = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(descriptor)
        Glibc.close(button)
    }

    func ring() {
        var one: UInt8 = 1
        // It fails only where the pipe is full, and then it rings.
        _ = Glibc.write(button, &one, 1)
    }

    /// Stops the ringing.
    func hush() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { rings in
            _ = Glibc.read(descriptor, rings.baseAddress, rings.count)
        }
    }
}
