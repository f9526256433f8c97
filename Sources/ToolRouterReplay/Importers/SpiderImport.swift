import Foundation
import ToolRouter
package import ToolRouterFormats

/// Makes a scenario out of Spider questions, the statements that real planners wrote for them, and a trace of arrivals:
/// `toolrouter import spider`.
///
/// Request i asks question i mod (number of questions) at the trace's i-th arrival. The same arguments and files make
/// the same bytes.
package struct SpiderImport: Sendable {
    /// Questions as JSON lines (idx, db_id, question, gold_sql, order_matters), or the `dev.json` of Spider or BIRD.
    package var questions: String
    /// Predictions as JSON lines (idx, planner, sql), or of one planner as the evaluations of Spider and BIRD take them.
    package var predictions: String
    /// The planner that serves.
    package var planner: String
    /// The candidates beside it.
    package var shadow: [String]
    /// The folder with a file `<db_id>.sqlite` or `<db_id>/<db_id>.sqlite` for each database.
    package var databases: String
    /// An Azure LLM inference trace or one of Mooncake; see `ArrivalTrace`.
    package var arrivals: String
    /// How many requests to make; at least 1.
    package var requests: Int
    /// How many users ask them; at least 1.
    package var users: Int
    /// Decides who asks what.
    package var seed: UInt64
    /// The folder to write: a new or empty one, or one with an earlier import.
    package var output: String

    package init(
        questions: String, predictions: String, planner: String, shadow: [String] = [], databases: String,
        arrivals: String, requests: Int, users: Int, seed: UInt64, output: String
    ) {
        self.questions = questions
        self.predictions = predictions
        self.planner = planner
        self.shadow = shadow
        self.databases = databases
        self.arrivals = arrivals
        self.requests = requests
        self.users = users
        self.seed = seed
        self.output = output
    }

    /// Writes the scenario. `progress` gets the number of requests written, every thousand and at the end.
    ///
    /// Everything but the trace is checked before the first file is written. Its files appear complete, one by one.
    package func run(progress: (Int) -> Void) throws(FileError) -> SpiderImportSummary {
        try checkOptions()
        let asked = Array(try SpiderQuestion.read(questions).prefix(requests))
        let predictions = try SpiderPredictions(
            path: predictions, planners: [planner] + shadow, questions: asked)
        let exchanges = try SpiderExchanges(
            questions: asked, predictions: predictions, planner: planner, candidates: shadow, users: users, seed: seed)
        let names = Set(asked.map(\.database)).sorted()
        var sources = [(name: String, file: String)]()
        for name in names { sources.append((name, try database(name))) }
        try ImportFolder.refuseForeignContent(of: output, firstLine: SpiderScenario.firstLine)
        var evaluation = EvaluationBudget()
        let scratch = try OutputFolder.scratch()
        for (number, (name, file)) in sources.enumerated() {
            try evaluation.measure(
                asked.filter { $0.database == name }.map(\.sql), on: file, copy: "\(scratch.path)/\(number).sqlite")
        }
        let scenario = SpiderScenario(
            planner: planner, candidates: shadow.sorted(), arrivals: URL(filePath: arrivals).lastPathComponent,
            seed: seed, databases: names, budget: evaluation.budget)
        var trace = try RepeatedArrivals(path: arrivals)

        try OutputFolder.make("\(output)/databases")
        for (name, file) in sources { try OutputFile.copy(file, to: "\(output)/databases/\(name).sqlite") }
        let span = try writeTraffic(exchanges, &trace, source: scenario.description, progress: progress)
        try OutputFile.write(scenario.yaml, to: "\(output)/scenario.yaml")
        return SpiderImportSummary(
            output: output, requests: requests, questions: asked.count, databases: names, rounds: trace.rounds,
            span: span, unknown: evaluation.unknown)
    }

    /// Returns the time from the first arrival to the last.
    private func writeTraffic(
        _ exchanges: SpiderExchanges, _ trace: inout RepeatedArrivals, source: String, progress: (Int) -> Void
    ) throws(FileError) -> Duration {
        var (at, arrival) = try trace.next()
        let first = at
        let epoch = Timestamp(microseconds: at.microseconds - at.microseconds.flooredRemainder(1_000_000))
        let writer = try RecordingWriter(
            path: "\(output)/traffic.jsonl",
            header: RecordingHeader(source: "\(source), seed \(seed)", epoch: epoch))
        for index in 0..<requests {
            if index > 0 { (at, arrival) = try trace.next() }
            try writer.write(
                exchanges.exchange(index, atMicroseconds: (at - epoch).wholeMicroseconds, tokens: arrival))
            if (index + 1).isMultiple(of: 1_000) || index + 1 == requests { progress(index + 1) }
        }
        try writer.finish()
        return at - first
    }

    private func checkOptions() throws(FileError) {
        guard requests >= 1 else {
            throw FileError(
                path: "--requests", found: "\(requests)", expected: "at least 1", remedy: "ask for more requests")
        }
        guard users >= 1 else {
            throw FileError(path: "--users", found: "\(users)", expected: "at least 1", remedy: "ask for more users")
        }
        var names = Set([planner])
        for candidate in shadow where !names.insert(candidate).inserted {
            throw FileError(
                path: "--shadow", found: "\(Excerpt.of(candidate)) twice",
                expected: "candidates that differ from the planner and each other", remedy: "remove one of the two")
        }
    }

    /// The file of a database, without links on its path: its log would lie beside what they lead to.
    private func database(_ name: String) throws(FileError) -> String {
        // Spider and BIRD ship a folder for each.
        let shipped = "\(databases)/\(name)/\(name).sqlite"
        let path = RealPath.of(shipped) == nil ? "\(databases)/\(name).sqlite" : shipped
        guard let file = RealPath.of(path), WholeFile.isOrdinary(file) else {
            throw FileError(
                path: path, found: "no file", expected: "the database that questions in \(questions) ask about",
                remedy: "put it there, or name its folder with --databases")
        }
        try GitLFSPointer.refuse(at: file, kind: "a SQLite database")
        try WriteAheadLog.refuse(beside: file)
        return file
    }
}

extension Int64 {
    /// The remainder that is never negative.
    fileprivate func flooredRemainder(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

/// What an import of Spider wrote.
package struct SpiderImportSummary: Hashable, Sendable {
    /// The folder of the scenario.
    package let output: String
    /// How many requests were written.
    package let requests: Int
    /// How many different questions are asked.
    package let questions: Int
    /// The databases that were copied, sorted.
    package let databases: [String]
    /// How many times the trace of arrivals was begun.
    package let rounds: Int
    /// From the first arrival to the last.
    package let span: Duration
    /// Statements that give right answers which no budget holds: nothing can be compared with them.
    package let unknown: Int
}
