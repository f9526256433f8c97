package import ToolRouter
package import ToolRouterFormats

/// What was asked, by request, for a person who looks at answers that speak of requests by their ids.
package enum RecordedQuestions {
    /// The questions of `ids` in the recordings of `scenario`; those that are not there are left out.
    package static func of(_ ids: Set<RequestID>, in scenario: Scenario) throws -> [RequestID: String] {
        var questions: [RequestID: String] = [:]
        for path in scenario.traffic {
            let reader = try RecordingReader(path: path)
            while questions.count < ids.count, let exchange = try reader.next() {
                if ids.contains(exchange.id) { questions[exchange.id] = exchange.question }
            }
        }
        return questions
    }
}
