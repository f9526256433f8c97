import Foundation
import Synchronization

/// Waits for what will come, however busy the machine is; the limit is there for what never comes.
enum HangGuard {
    static let limit = Duration.seconds(600)

    /// Whether `condition` came true.
    static func block(until condition: () -> Bool) -> Bool {
        let end = ContinuousClock.now + limit
        while !condition() {
            guard ContinuousClock.now < end else { return false }
            Thread.sleep(forTimeInterval: 0.002)
        }
        return true
    }

    /// The same for a task.
    static func wait(_ condition: () async -> Bool) async -> Bool {
        let end = ContinuousClock.now + limit
        while await !condition() {
            guard ContinuousClock.now < end else { return false }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return true
    }
}
