import Foundation
import ToolRouter

/// The moment, as the live world sees it.
///
/// It reads the wall clock once, when it is made, and counts on from there with the continuous clock, so that nobody who
/// sets the machine's clock moves a deadline.
struct LiveClock: Sendable {
    private let origin = ContinuousClock.now
    private let epoch = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))

    /// The moment.
    var now: Timestamp { epoch + (ContinuousClock.now - origin) }
}
