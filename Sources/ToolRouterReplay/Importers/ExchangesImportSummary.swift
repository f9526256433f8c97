import ToolRouter
import ToolRouterFormats

/// What an import of exchanges wrote, and what it left out.
package struct ExchangesImportSummary: Hashable, Sendable {
    /// What one endpoint answered.
    package struct Endpoint: Hashable, Sendable {
        /// The end of its path.
        package let name: String
        /// How many replies it gave, be they cut off or blocked.
        package fileprivate(set) var replies = 0
        /// How many errors, by what they are: `HTTP 404`, `unreadable`.
        package fileprivate(set) var errors: [String: Int] = [:]
    }

    /// What is left out, and where.
    package struct Omission: Hashable, Sendable {
        /// What it is, in words.
        package let words: String
        /// The numbers of its lines.
        package fileprivate(set) var lines: [Int]
    }

    /// The folder of the scenario.
    package let output: String
    /// The endpoints whose answers were imported, in the order of the file.
    package private(set) var endpoints: [Endpoint] = []
    /// The shapes that were left out, in the order of the file.
    package private(set) var omissions: [Omission] = []
    /// The lines without a question, which were imported.
    package private(set) var withoutQuestion: [Int] = []
    /// The lines with a success that can't be read, which were imported as such.
    package private(set) var unreadable: [Int] = []
    /// How many calls took as long as their exchange says; the others `ProviderAnswer.latency`.
    package private(set) var timed = 0

    init(output: String) {
        self.output = output
    }

    /// How many exchanges were imported.
    package var imported: Int { endpoints.reduce(0) { $0 + $1.replies + $1.errors.values.reduce(0, +) } }
    /// How many of them are replies.
    package var replies: Int { endpoints.reduce(0) { $0 + $1.replies } }
    /// How many were left out.
    package var omitted: Int { omissions.reduce(0) { $0 + $1.lines.count } }

    /// Counts an answer; nil when it is left out.
    mutating func add(_ answer: ProviderAnswer, line: Int) -> ProviderAnswer? {
        guard let attempt = answer.attempt else {
            leaveOut(answer, line)
            return nil
        }
        if answer.question == nil { withoutQuestion.append(line) }
        if answer.isUnreadable { unreadable.append(line) }
        if answer.isTimed { timed += 1 }
        let place = endpoints.firstIndex { $0.name == answer.endpoint } ?? endpoints.endIndex
        if place == endpoints.endIndex { endpoints.append(Endpoint(name: answer.endpoint)) }
        switch attempt.outcome {
        case .reply: endpoints[place].replies += 1
        case .error(let kind, _, _): endpoints[place].errors[Self.words(kind, answer), default: 0] += 1
        }
        return answer
    }

    private static func words(_ kind: RecordedErrorKind, _ answer: ProviderAnswer) -> String {
        switch kind {
        case .http(let status): answer.isUnreadable ? "unreadable" : "HTTP \(status)"
        case .timeout: "timeout"
        case .connection: "connection"
        case .unavailable: "unavailable"
        }
    }

    private mutating func leaveOut(_ answer: ProviderAnswer, _ line: Int) {
        let endpoint = Excerpt.of(answer.endpoint)
        let words =
            switch answer.omission {
            case .unsupported: "replies of \(endpoint), a form that is not read"
            case .foreign, nil: "\(endpoint), which is no call of a model that writes text"
            }
        if let place = omissions.firstIndex(where: { $0.words == words }) {
            omissions[place].lines.append(line)
        } else {
            omissions.append(Omission(words: words, lines: [line]))
        }
    }
}
