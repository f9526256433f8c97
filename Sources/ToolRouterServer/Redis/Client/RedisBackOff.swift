import ToolRouter

/// How long to wait before the next attempt to connect: twice as long each time, and by chance up to half less, so that
/// the routers that a server lost at the same moment do not come back at the same moment.
struct RedisBackOff {
    private let range: ClosedRange<Int64>
    private var next: Int64

    init(_ range: ClosedRange<Duration>) {
        self.range = range.lowerBound.wholeNanoseconds...range.upperBound.wholeNanoseconds
        next = self.range.lowerBound
    }

    /// The nanoseconds of the next pause; `chance` is from 0 to 1.
    mutating func pause(_ chance: Double = .random(in: 0...1)) -> Int64 {
        defer { next = min(next.multipliedReportingOverflow(by: 2).partialValue, range.upperBound) }
        return next - Int64(Double(next / 2) * chance)
    }

    /// A connection served for `nanoseconds`: one that lasted forgives those that failed before.
    mutating func served(for nanoseconds: Int64) {
        if nanoseconds >= range.upperBound { next = range.lowerBound }
    }
}
