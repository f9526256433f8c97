package import ToolRouter
package import ToolRouterFormats

/// The requests of a replay in the order they arrive, handed out in batches to one thread.
package protocol RequestSource: AnyObject {
    /// When the traffic begins: virtual time starts here.
    var start: Timestamp { get }
    /// The names of the recordings that hold no content, in their order.
    var withoutContent: [String] { get }
    /// Lines that were out of order, up to the requests that were handed out.
    var reordered: Int { get }

    /// The next requests; nil after the last one.
    func next() throws(FileError) -> [Traffic.Arrival]?

    /// A request arrives now that was handed out.
    func arrived(_ request: RequestID)
}

extension RequestSource {
    package func arrived(_ request: RequestID) {}
}

/// Requests that are in memory, such as those of a drawn schedule.
package final class KeptRequests: RequestSource {
    package let start: Timestamp
    package let withoutContent: [String] = []
    package let reordered = 0
    private var arrivals: [Traffic.Arrival]?

    /// - Parameters:
    ///   - exchanges: the requests, in the order of (at, id).
    ///   - epoch: the moment that their times count from.
    package init(_ exchanges: [LocatedExchange], epoch: Timestamp) {
        start = epoch
        arrivals = exchanges.map { located in
            Traffic.Arrival(
                located: located, at: epoch + .microseconds(located.exchange.atMicroseconds), path: "",
                discretion: .none)
        }
    }

    package func next() -> [Traffic.Arrival]? {
        defer { arrivals = nil }
        return arrivals
    }
}
