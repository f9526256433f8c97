import Logging
import Synchronization

/// Learns which connection a call was put on. Nothing tells but the client's log: it is lent a logger for each call, and
/// writes the number of the connection to its metadata. No line of the log is ever made.
struct ConnectionWitness: LogHandler {
    /// The connection of one call.
    final class Sight: Sendable {
        private let connection = Mutex<String?>(nil)

        /// Its number; nil as long as the call has none.
        var id: String? { connection.withLock { $0 } }

        fileprivate func see(_ id: Logger.Metadata.Value?) {
            guard let id else { return }
            connection.withLock { $0 = "\(id)" }
        }
    }

    /// What the client calls the connection.
    private static let key = "ahc-connection-id"

    private let sight: Sight
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.critical

    private init(_ sight: Sight) {
        self.sight = sight
    }

    /// The logger to lend for one call.
    static func logger(_ sight: Sight) -> Logger {
        Logger(label: "planner", factory: { _ in ConnectionWitness(sight) })
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set {
            metadata[key] = newValue
            if key == Self.key { sight.see(newValue) }
        }
    }

    func log(event: LogEvent) {}
}
