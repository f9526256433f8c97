import CSQLite
import Synchronization

/// Ends a search that takes too much, or that nobody waits for any more.
final class SearchMeter: Sendable {
    /// How often it looks, in operations of SQLite's machine.
    private static let step = 1_000

    private let limit: Int
    private let isCancelled: @Sendable () -> Bool
    private let steps = Atomic(0)
    private let reason = Atomic(0)

    /// Why a search was ended.
    enum Reason: Int {
        case budget = 1
        case cancelled
    }

    /// - Parameter limit: in operations.
    init(limit: Int, isCancelled: @escaping @Sendable () -> Bool) {
        self.limit = limit
        self.isCancelled = isCancelled
    }

    /// Why it ended the search; nil when it did not.
    var ended: Reason? { Reason(rawValue: reason.load(ordering: .relaxed)) }

    /// Does `body` with the meter on `connection`.
    func metering<Success>(
        _ connection: SearchConnection, _ body: () throws(SearchEngineError) -> Success
    ) throws(SearchEngineError) -> Success {
        sqlite3_progress_handler(
            connection.handle, Int32(Self.step),
            { context in
                Unmanaged<SearchMeter>.fromOpaque(context!).takeUnretainedValue().look() ? 0 : 1
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
        return try body()
    }

    /// Whether the search may go on.
    private func look() -> Bool {
        let spent = steps.add(1, ordering: .relaxed).newValue * Self.step
        if isCancelled() {
            reason.store(Reason.cancelled.rawValue, ordering: .relaxed)
        } else if spent > limit {
            reason.store(Reason.budget.rawValue, ordering: .relaxed)
        }
        return ended == nil
    }
}
