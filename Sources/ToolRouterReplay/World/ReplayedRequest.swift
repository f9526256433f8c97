import Synchronization
import ToolRouter

/// The request in whose tasks something happens. Seams that are not told it, such as stores, look here.
final class ReplayedRequest: Sendable {
    @TaskLocal private static var bound: ReplayedRequest?

    let request: Request
    private let uses = Mutex<[FaultTarget: Int]>([:])

    init(_ request: Request) {
        self.request = request
    }

    /// That of the task that asks; nil where it is nobody's.
    static var current: ReplayedRequest? { bound }

    /// Does `work` for the request, and all that it starts.
    func bind(_ work: () async -> Void) async {
        await Self.$bound.withValue(self, operation: work)
    }

    /// Which use of `seam` for the request this one is, from 1.
    func nextUse(of seam: FaultTarget) -> Int {
        uses.withLock { uses in
            uses[seam, default: 0] += 1
            return uses[seam, default: 0]
        }
    }
}
