/// Answers by tool and outcome.
///
/// A linear list, since a router has a handful of tools and this is counted for each request.
public struct AnswersByTool: Sendable {
    /// The answers of one tool.
    public struct Row: Sendable {
        /// The tool that was or would have been used; nil where it never came to one.
        public let tool: ToolName?
        fileprivate var counts: (answered: Int, clarification: Int, refused: Int, failed: Int) = (0, 0, 0, 0)

        /// The answers that ended so.
        public subscript(outcome: Answer.Outcome.Kind) -> Int {
            switch outcome {
            case .answered: counts.answered
            case .clarification: counts.clarification
            case .refused: counts.refused
            case .failed: counts.failed
            }
        }
    }

    /// The most tools that are told apart; the answers of others are `other`.
    public static let mostTools = 32
    /// The name under which tools beyond `mostTools` are counted.
    public static let other: ToolName = "other"

    /// In the order in which the tools were first seen.
    public private(set) var rows: [Row] = []

    public init() {}

    /// Counts one answer.
    public mutating func add(_ answer: Answer) {
        let index = index(of: answer.tool)
        switch answer.outcome {
        case .answered: rows[index].counts.answered += 1
        case .clarification: rows[index].counts.clarification += 1
        case .refused: rows[index].counts.refused += 1
        case .failed: rows[index].counts.failed += 1
        }
    }

    /// All answers by outcome.
    public var outcomes: Tally<String> {
        var tally = Tally<String>()
        for row in rows {
            for kind in Answer.Outcome.Kind.allCases { tally.add(kind.rawValue, row[kind]) }
        }
        return tally
    }

    private mutating func index(of tool: ToolName?) -> Int {
        if let index = rows.firstIndex(where: { $0.tool == tool }) { return index }
        // One row for no tool, one for the others.
        guard rows.count < Self.mostTools + 2, tool == nil || tool == Self.other || rows.count < Self.mostTools
        else { return self.index(of: Self.other) }
        rows.append(Row(tool: tool))
        return rows.count - 1
    }
}
