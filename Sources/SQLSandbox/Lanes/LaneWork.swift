import Synchronization
import ToolRouter

/// Work for a lane: it waits in line, a lane does it or it leaves, and it ends once.
protocol LaneWork: AnyObject, Sendable {
    /// What comes of it.
    associatedtype Outcome: Sendable

    /// Its place in line, and whether it is to end.
    var ticket: LaneTicket { get }

    /// Does it, on a lane's thread.
    func outcome(on database: any LaneDatabase) -> Outcome

    /// The outcome of work that no lane does.
    func outcome(of failure: SQLFailure) -> Outcome

    /// Hands the outcome to whoever waits for it.
    func end(_ outcome: Outcome)
}

/// What a queue keeps with work.
final class LaneTicket: Sendable {
    /// Asks the work to end.
    let cancellation = Cancellation()
    /// Its place in the line while it waits. Belongs to the queue.
    let place = Mutex<Int?>(nil)
}
