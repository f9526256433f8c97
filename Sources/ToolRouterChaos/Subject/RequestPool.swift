import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// The requests of a recording, each with what planners said to its question: a request that was answered without them, from
/// the cache say, gets what they said to the first one that asked the same, as in a replay.
struct RequestPool {
    private struct Key: Hashable {
        let planner: PlannerName
        let database: DatabaseName?
        let question: String
    }

    private(set) var requests: [RecordedExchange] = []
    private let planners: [PlannerName]
    private let foldsCase: Bool
    private var episodes: [Key: [RecordedAttempt]] = [:]

    init(_ settings: RouterSettings) {
        planners = settings.planners.map(\.name)
        foldsCase = settings.router.foldsCase
    }

    /// Adds a request.
    mutating func add(_ exchange: RecordedExchange) {
        var exchange = exchange
        // Another schedule is another order.
        exchange.decisions = []
        exchange.answered = nil
        requests.append(exchange)
        for planner in planners {
            let attempts = exchange.attempts(at: planner, first: planners[0])
            let key = key(planner, exchange)
            if !attempts.isEmpty, episodes[key] == nil { episodes[key] = attempts }
        }
    }

    /// All of them, with what planners said.
    func resolved() -> [RecordedExchange] {
        requests.map { exchange in
            var exchange = exchange
            for planner in planners where exchange.attempts(at: planner, first: planners[0]).isEmpty {
                let attempts = episodes[key(planner, exchange)] ?? []
                exchange.planner += attempts.map { attempt in
                    var attempt = attempt
                    attempt.planner = planner == planners[0] ? nil : planner
                    return attempt
                }
            }
            return exchange
        }
    }

    private func key(_ planner: PlannerName, _ exchange: RecordedExchange) -> Key {
        Key(
            planner: planner, database: exchange.database,
            question: CanonicalQuestion(exchange.question, foldingCase: foldsCase).text)
    }
}
