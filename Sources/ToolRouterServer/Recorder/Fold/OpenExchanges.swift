import ToolRouter

/// The requests under way, and which of them are complete.
struct OpenExchanges {
    /// How long after its answer a request is waited for, whose calls do not end.
    static let patience = Duration.seconds(60)

    private let candidateModels: [PlannerName: String]
    private var open: [UInt64: OpenExchange] = [:]
    /// Those that were complete after the last batch of notes: what comes at the same moment is in the next one.
    private var complete: [OpenExchange] = []
    /// Those that are answered and not complete, the earliest answer first.
    private var waiting: [OpenExchange] = []
    /// The one that the last note was of; mostly the next note is, too.
    private var last: OpenExchange?

    init(candidateModels: [PlannerName: String]) {
        self.candidateModels = candidateModels
    }

    /// The requests under way.
    var count: Int { open.count }

    /// Takes a note. Returns the bytes to release where nobody waits for it.
    mutating func take(_ note: RecorderNote) -> Int {
        if case .event(let event) = note.content, case .received(let request) = event.kind {
            // Of two requests of one name the later one would be no line that can be read.
            guard open[note.key] == nil else { return note.bytes }
            let exchange = OpenExchange(request, note.key, at: event.at, candidateModels: candidateModels)
            open[note.key] = exchange
            exchange.bytes = note.bytes
            last = exchange
            return 0
        }
        guard let exchange = exchange(of: note.key) else { return note.bytes }
        let wasAnswered = exchange.answer != nil
        exchange.take(note)
        exchange.bytes += note.bytes
        guard exchange.answer != nil else { return 0 }
        if exchange.isComplete {
            guard !exchange.isListed else { return 0 }
            exchange.isListed = true
            complete.append(exchange)
        } else if !wasAnswered {
            waiting.append(exchange)
        }
        return 0
    }

    private mutating func exchange(of key: UInt64) -> OpenExchange? {
        if let last, last.key == key { return last }
        last = open[key]
        return last
    }

    /// Forgets requests that lack a note. Returns how many there were and the bytes to release.
    mutating func forget(_ broken: Set<UInt64>) -> (count: Int, bytes: Int) {
        var (count, bytes) = (0, 0)
        for key in broken {
            guard let exchange = open.removeValue(forKey: key) else { continue }
            count += 1
            bytes += exchange.bytes
            exchange.isListed = true
            complete.removeAll { $0 === exchange }
            waiting.removeAll { $0 === exchange }
        }
        if count > 0 { last = nil }
        return (count, bytes)
    }

    /// Those that were complete before the batch that is about to be taken.
    mutating func takeComplete() -> [OpenExchange] {
        defer { complete = [] }
        for exchange in complete { remove(exchange) }
        return complete
    }

    /// Those that were answered long before `now`, whose calls do not end.
    mutating func takeOverdue(at now: Timestamp) -> [OpenExchange] {
        var overdue: [OpenExchange] = []
        waiting.removeAll { exchange in
            if exchange.isListed { return true }
            guard let settledAt = exchange.settledAt, now - settledAt >= Self.patience else { return false }
            exchange.isListed = true
            overdue.append(exchange)
            return true
        }
        for exchange in overdue { remove(exchange) }
        return overdue
    }

    /// All that are answered, at the end.
    mutating func takeRest() -> [OpenExchange] {
        let rest = open.values.filter { $0.answer != nil }.sorted { ($0.at, $0.request.id) < ($1.at, $1.request.id) }
        (open, complete, waiting, last) = ([:], [], [], nil)
        return rest
    }

    private mutating func remove(_ exchange: OpenExchange) {
        open[exchange.key] = nil
        if last === exchange { last = nil }
    }
}
