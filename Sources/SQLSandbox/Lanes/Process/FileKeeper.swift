import Synchronization

/// The process that gives the lanes of one pool their files. It never sees a statement, nor a byte of the database; a new
/// one takes the place of one that dies.
final class FileKeeper: Sendable {
    private let database: String
    private let executable: String
    private let place: LaneRoll.Place
    private let state = Mutex(State())

    /// The child is used only under the lock.
    private struct State: @unchecked Sendable {
        var child: LaneChild?
    }

    /// A keeper of the files of the database at that path; it is started when the first lane is.
    init(of database: String, _ executable: String, at place: LaneRoll.Place) {
        self.database = database
        self.executable = executable
        self.place = place
    }

    deinit {
        place.takes(nil)
    }

    /// Ends its process. Lanes that ask it for a file end, too.
    func close() {
        state.withLock { $0.child = nil }
        place.takes(nil)
    }

    /// Lets it give files to `lane`.
    func serve(_ lane: borrowing LaneChild) throws(LaneNotStarted) {
        defer { lane.forgetFiles() }
        try state.withLock { state throws(LaneNotStarted) in
            if let child = state.child, child.isReady, lane.getsFiles(from: child) { return }
            let child = try LaneChild(executable, largestFrame: 1)
            child.forgetFiles()
            var writer = WireWriter(frame: .keep)
            writer.number(UInt64.zero)
            writer.text(database)
            guard child.send(writer.frame, until: .now + .seconds(10)) == nil, lane.getsFiles(from: child) else {
                throw LaneNotStarted("the process that opens files for lanes has died")
            }
            state.child = child
            place.takes(child.process)
        }
    }
}
