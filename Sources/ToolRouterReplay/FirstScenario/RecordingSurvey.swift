import ToolRouter
import ToolRouterFormats

/// What a recording that the user brought is about: it is read once from end to end.
struct RecordingSurvey {
    let file: SourceFile
    /// The models that planners answered with, sorted.
    let models: [String]
    /// The planners that attempts name, in the order in which they come: those that are asked after the first.
    let nextPlanners: [String]
    /// The candidate planners, sorted.
    let candidates: [String]

    /// Reads the recording at `path`, in which requests may ask `databases` only.
    ///
    /// - Throws: `FileError` or `Interrupted`.
    init(_ path: String, databases: [DatabaseName], _ interruption: Interruption) throws {
        file = SourceFile(path)
        var models: Set<String> = []
        var nextPlanners: [String] = []
        var candidates: Set<String> = []
        var count = 0
        let reader = try RecordingReader(path: path)
        while let located = try reader.nextLocated() {
            if interruption.isRaised { throw Interrupted() }
            let exchange = located.exchange
            if let name = exchange.database, !databases.contains(name) {
                throw FileError(
                    path: path, line: located.line, field: "database", found: "\"\(Excerpt.of(name.text))\"",
                    expected: databases.map { "\"\($0)\"" }.joined(separator: " or "),
                    remedy: "bring that one too: --database \(Excerpt.of(name.text))=PATH")
            }
            models.formUnion(exchange.planner.compactMap { $0.planner == nil ? $0.model : nil })
            for name in exchange.planner.compactMap(\.planner?.text) where !nextPlanners.contains(name) {
                nextPlanners.append(name)
            }
            candidates.formUnion(exchange.shadow.keys.sorted().map(\.text))
            count += 1
        }
        guard count > 0 else {
            throw FileError(
                path: path, found: "no request", expected: "at least one exchange behind the header",
                remedy: "record some, or go without --recording")
        }
        self.models = models.sorted()
        self.nextPlanners = nextPlanners
        self.candidates = candidates.sorted()
    }
}
