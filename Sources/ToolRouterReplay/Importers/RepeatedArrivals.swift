import ToolRouter
import ToolRouterFormats

/// The arrivals of a trace without end: when it is used up, it starts again one second after its last arrival.
struct RepeatedArrivals {
    private let path: String
    private var trace: ArrivalTrace
    private var shift = Duration.zero
    private var first: Timestamp?
    private var last: Timestamp?
    /// How many times the trace was begun.
    private(set) var rounds = 1

    init(path: String) throws(FileError) {
        self.path = path
        trace = try ArrivalTrace(path: path)
    }

    /// The next arrival, with its moment shifted by what the rounds before it took.
    mutating func next() throws(FileError) -> (at: Timestamp, arrival: ArrivalTrace.Arrival) {
        if let arrival = try trace.next() { return shifted(arrival) }
        guard let first, let last else {
            throw FileError(
                path: path, found: "a trace without arrivals", expected: "at least one line after the header",
                remedy: "name another trace")
        }
        shift += (last - first) + .seconds(1)
        rounds += 1
        trace = try ArrivalTrace(path: path)
        guard let arrival = try trace.next() else {
            throw FileError(
                path: path, found: "a file that became empty while it was read", expected: "a file that stays as it is",
                remedy: "import again")
        }
        return shifted(arrival)
    }

    private mutating func shifted(_ arrival: ArrivalTrace.Arrival) -> (at: Timestamp, arrival: ArrivalTrace.Arrival) {
        first = first ?? arrival.at
        last = arrival.at
        return (arrival.at + shift, arrival)
    }
}
