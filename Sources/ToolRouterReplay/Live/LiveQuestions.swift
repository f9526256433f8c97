package import ToolRouter
package import ToolRouterFormats

/// The requests of a scenario that a planner is to be asked about live.
package struct LiveQuestions: Sendable {
    /// The most requests; each of them costs money in every run.
    package static let most = 10_000

    /// The requests in the order of their arrival, without what was said to them when they were recorded.
    package let exchanges: [RecordedExchange]
    /// The moment that their times count from.
    package let epoch: Timestamp

    /// Reads all recordings of `scenario`.
    package init(of scenario: Scenario) throws(FileError) {
        let traffic = try Traffic(scenario)
        var exchanges: [RecordedExchange] = []
        while let arrival = try traffic.next() {
            var exchange = arrival.exchange
            exchange.atMicroseconds = (arrival.at - traffic.start).wholeMicroseconds
            exchange.planner = []
            exchange.shadow = [:]
            // What was decided and answered then belongs to what the planner said then.
            exchange.decisions = []
            exchange.answered = nil
            exchanges.append(exchange)
            guard exchanges.count <= Self.most else {
                throw FileError(
                    aboutFile: scenario.traffic[0], found: "more than \(Self.most) requests",
                    expected: "at most that many to ask a planner about", remedy: "make a scenario of some of them")
            }
        }
        guard traffic.withoutContent.isEmpty else {
            throw FileError(
                aboutFile: scenario.traffic[0], found: "a recording without content",
                expected: "questions to ask a planner", remedy: "name a recording that holds what was said")
        }
        self.exchanges = exchanges
        epoch = traffic.start
    }
}
