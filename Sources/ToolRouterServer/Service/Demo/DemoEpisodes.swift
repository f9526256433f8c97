import ToolRouter
import ToolRouterFormats

/// What planners said in a scenario's recordings, by question: whoever asks the same gets the same again.
///
/// Of several episodes of a question the first counts whose planner replied at once with a plan, since a demonstration is not
/// about bad luck; else the first.
struct DemoEpisodes: EpisodeSource {
    private struct Key: Hashable {
        let planner: PlannerName
        let database: DatabaseName?
        let question: CanonicalQuestion
    }

    private let foldsCase: Bool
    private var attempts: [Key: [RecordedAttempt]] = [:]
    /// The questions whose right answer is known and that the planner that serves has a plan for, by the tool of that answer, in the order of the recordings.
    private(set) var questions: [ToolName: [String]] = [:]

    /// Reads the recordings at `paths`.
    ///
    /// - Parameters:
    ///   - current: the planner whose attempts are recorded as those of the one that serves.
    ///   - foldsCase: whether questions that differ in case only are the same.
    init(paths: [String], current: PlannerName, foldsCase: Bool) throws(FileError) {
        self.foldsCase = foldsCase
        var good: Set<Key> = []
        for path in paths {
            let reader = try RecordingReader(path: path)
            while let exchange = try reader.next() {
                let question = CanonicalQuestion(exchange.question, foldingCase: foldsCase)
                var all = exchange.shadow
                all[current] = exchange.planner
                for (planner, attempts) in all.sorted(by: { $0.key < $1.key }) where !attempts.isEmpty {
                    let key = Key(planner: planner, database: exchange.database, question: question)
                    let isGood = attempts.count == 1 && attempts[0].isPlan
                    guard self.attempts[key] == nil || (isGood && !good.contains(key)) else { continue }
                    self.attempts[key] = attempts
                    guard isGood, good.insert(key).inserted, planner == current, let expected = exchange.expected else {
                        continue
                    }
                    questions[expected.tool, default: []].append(exchange.question)
                }
            }
        }
    }

    func attempt(_ number: Int, for request: Request, at planner: PlannerName) -> RecordedAttempt? {
        let question = CanonicalQuestion(request.question, foldingCase: foldsCase)
        guard
            let attempts = attempts[Key(planner: planner, database: request.database, question: question)]
                ?? attempts[Key(planner: planner, database: nil, question: question)]
        else { return nil }
        return attempts[min(number, attempts.count) - 1]
    }
}

extension RecordedAttempt {
    /// Whether it is a reply that looks like a plan for a tool.
    fileprivate var isPlan: Bool {
        guard case .reply(let content, _, let finishReason) = outcome, finishReason ?? "stop" == "stop" else {
            return false
        }
        return content.hasPrefix("{") && ["\"sql\"", "\"query\"", "\"endpoint\""].contains { content.contains($0) }
    }
}
