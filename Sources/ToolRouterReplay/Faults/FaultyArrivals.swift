import ToolRouter
import ToolRouterFormats

/// Requests some of which arrive otherwise than they were recorded, as a fault plan says: at another moment, more than once, or with less
/// patience.
final class FaultyArrivals: RequestSource {
    private let requests: any RequestSource
    private let injector: FaultInjector
    private let scheduler: any Scheduler
    /// Arrivals that one which was not read yet may come before, in the order of (at, id).
    private var waiting: [Traffic.Arrival] = []
    private var isOver = false
    /// What was done to requests that have not arrived.
    private var hits: [RequestID: (call: FaultedCall, words: String)] = [:]

    init(_ requests: any RequestSource, injector: FaultInjector, scheduler: any Scheduler) {
        self.requests = requests
        self.injector = injector
        self.scheduler = scheduler
    }

    var start: Timestamp { requests.start }
    var withoutContent: [String] { requests.withoutContent }
    var reordered: Int { requests.reordered }

    func next() throws(FileError) -> [Traffic.Arrival]? {
        while !isOver {
            guard let read = try requests.next() else {
                isOver = true
                break
            }
            guard let last = read.last else { continue }
            for arrival in read { waiting += spoil(arrival) }
            waiting.sort { $0 < $1 }
            let bound = earliest(after: last.at)
            let ready = waiting.prefix { $0.at < bound }
            guard !ready.isEmpty else { continue }
            waiting.removeFirst(ready.count)
            return Array(ready)
        }
        defer { waiting = [] }
        return waiting.isEmpty ? nil : waiting
    }

    func arrived(_ request: RequestID) {
        guard !hits.isEmpty, let hit = hits.removeValue(forKey: request) else { return }
        hit.call.inject(hit.words)
    }

    /// The moment before which nothing more comes, when all up to `moment` has been read.
    private func earliest(after moment: Timestamp) -> Timestamp {
        injector.plan.rules.reduce(moment) { bound, rule in
            guard rule.target == .callers, let fault = rule.fault as? any CallerFault, fault.gathers else {
                return bound
            }
            if let to = rule.window.to, moment >= start + to { return bound }
            return min(bound, start + rule.window.from)
        }
    }

    /// What comes in the place of an arrival.
    private func spoil(_ arrival: Traffic.Arrival) -> [Traffic.Arrival] {
        guard
            let call = injector.winner(
                at: .callers, for: Request(arrival.exchange), attempt: 1, on: scheduler, arrivingAt: arrival.at),
            let fault = call.fault as? any CallerFault
        else { return [arrival] }
        return fault.arrivals(insteadOf: arrival, begin: start + call.rule.window.from, call).map { arrival, words in
            if let words { hits[arrival.exchange.id] = (call.of(arrival.exchange.id), words) }
            return arrival
        }
    }
}

extension Traffic.Arrival {
    /// The same request, changed, at `moment`.
    func with(at moment: Timestamp? = nil, _ change: (inout RecordedExchange) -> Void = { _ in }) -> Traffic.Arrival {
        var exchange = located.exchange
        change(&exchange)
        return Traffic.Arrival(
            located: LocatedExchange(
                exchange: exchange, line: located.line, offset: located.offset, bytes: located.bytes),
            at: moment ?? at, path: path, discretion: discretion)
    }
}
