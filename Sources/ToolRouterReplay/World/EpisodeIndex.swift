import ToolRouter
import ToolRouterFormats

/// Where in the recordings each question was planned first.
struct EpisodeIndex {
    enum Search {
        case found([RecordedAttempt])
        /// Why not: the nearest episode, and the field that differs.
        case missing(String)
    }

    private struct Place {
        let reader: Int
        let offset: Int
    }

    private struct Key {
        let planner: PlannerName
        let database: DatabaseName?
        let question: CanonicalQuestion

        /// 64 bits in place of the question keep the index small; the exchange itself decides.
        var fingerprint: UInt64 {
            KeyedDraw(seed: 0).number(planner.text, "\(database?.text ?? "")\u{0}\(question.text)")
        }
    }

    private let readers: [RecordingReader]
    private let planners: [PlannerName]
    private let foldsCase: Bool
    private var places: [UInt64: Place] = [:]
    /// Where the calls of a tool for a question are.
    private var callPlaces: [UInt64: Place] = [:]
    private var explained = 0

    /// Reads the recordings at `paths` once. What is faulty is left out here: the traffic, which
    /// streams the requests, reports it.
    ///
    /// - Parameters:
    ///   - planners: those that serve, in their order.
    ///   - foldsCase: whether questions that differ in case only are the same, as for the answer cache.
    init(paths: [String], planners: [PlannerName], foldsCase: Bool) {
        self.planners = planners
        self.foldsCase = foldsCase
        readers = paths.compactMap { try? RecordingReader(path: $0) }
        for (number, reader) in readers.enumerated() {
            while let located = try? reader.nextLocated() {
                let exchange = located.exchange
                let place = Place(reader: number, offset: located.offset)
                for planner in exchange.planners(first: planners[0]) { add(planner, exchange, place) }
                for tool in exchange.tools.keys.sorted() where exchange.tools[tool]?.isEmpty == false {
                    let fingerprint = fingerprint(of: tool, exchange.database, exchange.question)
                    if callPlaces[fingerprint] == nil { callPlaces[fingerprint] = place }
                }
            }
        }
    }

    /// The attempts of the first episode of the same question about the same database.
    mutating func attempts(for request: Request, at planner: PlannerName) -> Search {
        let key = Key(
            planner: planner, database: request.database, question: canonical(request.question))
        if let place = places[key.fingerprint],
            let exchange = try? readers[place.reader].exchange(at: place.offset),
            exchange.database == request.database, canonical(exchange.question) == key.question
        {
            return .found(exchange.attempts(at: planner, first: planners[0]))
        }
        return .missing(explanation(key))
    }

    /// The calls of `tool` in the first episode of the same question about the same database that has any.
    func calls(of tool: ToolName, for request: Request) -> [RecordedToolCall] {
        guard let place = callPlaces[fingerprint(of: tool, request.database, request.question)],
            let exchange = try? readers[place.reader].exchange(at: place.offset),
            exchange.database == request.database, canonical(exchange.question) == canonical(request.question)
        else { return [] }
        return exchange.tools[tool] ?? []
    }

    private func fingerprint(of tool: ToolName, _ database: DatabaseName?, _ question: String) -> UInt64 {
        KeyedDraw(seed: 1).number(tool.text, "\(database?.text ?? "")\u{0}\(canonical(question).text)")
    }

    private func canonical(_ question: String) -> CanonicalQuestion {
        CanonicalQuestion(question, foldingCase: foldsCase)
    }

    private mutating func add(_ planner: PlannerName, _ exchange: RecordedExchange, _ place: Place) {
        let key = Key(
            planner: planner, database: exchange.database, question: canonical(exchange.question))
        let fingerprint = key.fingerprint
        if places[fingerprint] == nil { places[fingerprint] = place }
    }

    /// Looks for the episode that comes nearest: the same question about another database, else the most similar question.
    private mutating func explanation(_ key: Key) -> String {
        // Each search reads all episodes again, and the first few tell what is wrong with a recording.
        explained += 1
        guard explained <= 10, planners.contains(key.planner) else { return "no episode of this question is recorded" }
        var nearest: (edits: Int, text: String)?
        let asked = FoldedText(key.question.text)
        for place in places.values.sorted(by: { ($0.reader, $0.offset) < ($1.reader, $1.offset) }) {
            guard let exchange = try? readers[place.reader].exchange(at: place.offset) else { continue }
            let question = canonical(exchange.question)
            guard !exchange.attempts(at: key.planner, first: planners[0]).isEmpty else { continue }
            if question == key.question, exchange.database != key.database {
                let other = exchange.database?.text ?? "none"
                return "the nearest episode is \(exchange.id), its field `database` differs: \(other)"
            }
            let recorded = FoldedText(question.text)
            let edits = Spelling.edits(from: recorded.text, to: asked.text)
            if nearest.map({ edits < $0.edits }) ?? true {
                let how = recorded == asked ? " in case or in what stands in quotes only" : ""
                nearest = (edits, "the nearest episode is \(exchange.id), its field `question` differs\(how)")
            }
        }
        return nearest?.text ?? "the recordings hold no episode"
    }
}
