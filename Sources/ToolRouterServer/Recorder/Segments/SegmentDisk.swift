import Glibc

/// What a segment asks of the system, so that a test can have a disk that is full.
struct SegmentDisk: Sendable {
    /// As write(2): the bytes that were taken, or -1 with the reason in `errno`.
    var write: @Sendable (Int32, UnsafeRawPointer, Int) -> Int = { Glibc.write($0, $1, $2) }
    /// As close(2).
    var close: @Sendable (Int32) -> Void = { _ = Glibc.close($0) }

    static let system = SegmentDisk()
}
