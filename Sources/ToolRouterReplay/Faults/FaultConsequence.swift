package import ToolRouter
import ToolRouterFormats

/// What must become of a request into whose calls a rule has injected its fault: all that is said, each as one of a list.
package struct FaultConsequence: Hashable, Sendable {
    /// How it ends.
    package var outcomes: [Answer.Outcome.Kind]
    /// The code of its error; an answer without an error has none of them.
    package var codes: [ErrorCode]
    /// Where its plan comes from; an answer without a plan has none of them.
    package var sources: [AnswerSource]
    /// Why it is second best; nil is one that is not.
    package var degradations: [Degradation?]

    /// The word for an answer that is not second best.
    private static let wholeWord = "none"

    package init(
        outcomes: [Answer.Outcome.Kind] = [], codes: [ErrorCode] = [], sources: [AnswerSource] = [],
        degradations: [Degradation?] = []
    ) {
        self.outcomes = outcomes
        self.codes = codes
        self.sources = sources
        self.degradations = degradations
    }

    /// Whether that is what became of the request.
    func isMet(by answer: Answer) -> Bool {
        if !outcomes.isEmpty, !outcomes.contains(answer.outcome.kind) { return false }
        if !codes.isEmpty, !(answer.outcome.error.map { codes.contains($0.code) } ?? false) { return false }
        if !sources.isEmpty, !(answer.source.map(sources.contains) ?? false) { return false }
        return degradations.isEmpty || degradations.contains(answer.degraded)
    }

    /// For people: all that is asked for.
    var words: String {
        func any<Word>(_ name: String, _ words: [Word], _ text: (Word) -> String) -> [String] {
            words.isEmpty ? [] : ["\(name) " + words.map(text).joined(separator: " or ")]
        }
        return
            (any("outcome", outcomes, \.rawValue) + any("code", codes, \.rawValue) + any("source", sources, \.rawValue)
            + any("degraded", degradations) { $0?.rawValue ?? Self.wholeWord }).joined(separator: ", ")
    }

    /// For people: the same of an answer.
    static func words(_ answer: Answer) -> String {
        [
            "outcome \(answer.outcome.name)", answer.outcome.error.map { "code \($0.code.rawValue)" },
            answer.source.map { "source \($0.rawValue)" }, answer.degraded.map { "degraded \($0.rawValue)" },
        ].compactMap { $0 }.joined(separator: ", ")
    }

    func write(to writer: inout JSONWriter) {
        writer.object { consequence in
            func list<Word>(_ name: String, _ words: [Word], _ text: (Word) -> String) {
                guard !words.isEmpty else { return }
                consequence.member(name, array: { list in for word in words { list.string(text(word)) } })
            }
            list("outcome", outcomes, \.rawValue)
            list("code", codes, \.rawValue)
            list("source", sources, \.rawValue)
            list("degraded", degradations) { $0?.rawValue ?? Self.wholeWord }
        }
    }
}

extension FaultConsequence {
    private static let members = ["outcome", "code", "source", "degraded"]

    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: Self.members)
        self.init(
            outcomes: try Self.words("outcome", in: section) { node throws(FileError) in
                try node.choice(of: Answer.Outcome.Kind.self)
            },
            codes: try Self.words("code", in: section) { node throws(FileError) in try Self.code(node) },
            sources: try Self.words("source", in: section) { node throws(FileError) in
                try node.choice(of: AnswerSource.self)
            },
            degradations: try Self.words("degraded", in: section) { node throws(FileError) in
                try node.choice([
                    Self.wholeWord: Degradation?.none, "circuit_open": .circuitOpen, "planner_failed": .plannerFailed,
                    "budget_exhausted": .budgetExhausted,
                ])
            })
        guard self != FaultConsequence() else {
            throw node.fault(
                found: "nothing", expected: "`outcome`, `code`, `source` or `degraded`",
                remedy: "add one, or remove the key"
            )
        }
    }

    /// One word, or a list of them.
    private static func words<Word>(
        _ key: String, in section: ConfigurationSection, _ word: (ConfigurationNode) throws(FileError) -> Word
    ) throws(FileError) -> [Word] {
        guard let node = section[key] else { return [] }
        guard case .list = node.content else { return [try word(node)] }
        var words: [Word] = []
        for element in try node.someElements("a list of words") { words.append(try word(element)) }
        return words
    }

    private static func code(_ node: ConfigurationNode) throws(FileError) -> ErrorCode {
        let word = try node.text("an error code")
        guard let code = ErrorCode(rawValue: word) else {
            let nearest = Spelling.nearest(to: word, among: ErrorCode.allCases.map(\.rawValue))
            throw node.fault(
                expected: "an error code such as `planner_timeout`",
                remedy: nearest.map { "did you mean `\($0)`?" } ?? "see the list of error codes")
        }
        return code
    }
}
