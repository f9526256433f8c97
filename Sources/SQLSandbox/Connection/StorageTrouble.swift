import CSQLiteWork
import Synchronization

/// What the file of a database, or the disk that it lies on, can have against being read: injected below SQLite, so that what it and the
/// sandbox make of it is what they make of the real thing.
package enum StorageTrouble: String, CaseIterable, Sendable {
    /// Another process has locked it.
    case busy
    /// It can't be read.
    case ioerr
    /// What is read is no page of a database.
    case corrupt
    /// The disk has no room for what SQLite needs beside it.
    case full

    /// How the files of `ClockVFS` know it.
    var number: Int32 {
        switch self {
        case .busy: Int32(TOOLROUTER_TROUBLE_BUSY)
        case .ioerr: Int32(TOOLROUTER_TROUBLE_IOERR)
        case .corrupt: Int32(TOOLROUTER_TROUBLE_CORRUPT)
        case .full: Int32(TOOLROUTER_TROUBLE_FULL)
        }
    }
}

/// The trouble that awaits one run of a statement. What runs without it never meets it, and nothing that comes of it is remembered.
///
/// Sandboxes of this process look for it; lanes, whose work goes on elsewhere, do not.
package final class AwaitedTrouble: Sendable {
    @TaskLocal static var current: AwaitedTrouble?

    let trouble: StorageTrouble
    private let state = Mutex(false)

    package init(_ trouble: StorageTrouble) {
        self.trouble = trouble
    }

    /// Whether a run has met it. One that reads no page meets none.
    package var wasMet: Bool { state.withLock { $0 } }

    func note() { state.withLock { $0 = true } }

    /// Does `work`, whose runs meet it.
    package func awaiting<Success: Sendable>(_ work: () async -> Success) async -> Success {
        await Self.$current.withValue(self, operation: work)
    }
}
