import Foundation
import Synchronization

/// The orders that a worker has yet to carry out, between the thread that reads them and the one that works.
package final class TicketInbox: Sendable {
    private let tickets = Mutex<[Ticket]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    package init() {}

    /// Adds an order; what is left of earlier runs is of no use to anybody any more.
    package func add(_ ticket: Ticket) {
        tickets.withLock { tickets in
            tickets.removeAll { $0.run < ticket.run }
            tickets.append(ticket)
        }
        arrivals.signal()
    }

    /// The next order, the oldest first; waits for one.
    package func next() -> Ticket {
        while true {
            arrivals.wait()
            if let ticket = tickets.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return ticket }
        }
    }
}
