import Foundation
import ToolRouter
package import ToolRouterFormats

/// Makes a scenario out of recorded HTTP exchanges with providers: `toolrouter import openai-exchanges`.
///
/// Each exchange becomes a request that its planner answers as the provider did. The same file makes the same bytes.
package struct ExchangesImport: Sendable {
    /// Exchanges as JSON lines; see `HTTPExchange`.
    package var exchanges: String
    /// The database that plans run on, an SQLite file or a script; without one an empty one is made.
    package var database: String?
    /// The folder to write: a new or empty one, or one with an earlier import.
    package var output: String

    package init(exchanges: String, database: String? = nil, output: String) {
        self.exchanges = exchanges
        self.database = database
        self.output = output
    }

    /// Writes the scenario. Everything is read before the first file is written, and files appear complete, one by one.
    package func run() throws(FileError) -> ExchangesImportSummary {
        var summary = ExchangesImportSummary(output: output)
        var recorded = [RecordedExchange]()
        try JSONLinesFile(path: exchanges).forEach(HTTPExchange.self) { exchange, line throws(FileError) in
            if let request = summary.add(ProviderAnswer(exchange), line: line) {
                recorded.append(request.exchange(recorded.count, line: line))
            }
        }
        guard !recorded.isEmpty else {
            throw FileError(
                path: exchanges, found: summary.omissions.first.map { "only \($0.words)" } ?? "an empty file",
                expected: "at least one call of a model that writes text", remedy: "name another file")
        }
        var file: String?
        if let database { file = try source(database) }
        let scenario = ExchangesScenario(source: URL(filePath: exchanges).lastPathComponent, database: file)
        try ImportFolder.refuseForeignContent(of: output, firstLine: ExchangesScenario.firstLine)
        try write(recorded, scenario)
        return summary
    }

    private func write(_ recorded: [RecordedExchange], _ scenario: ExchangesScenario) throws(FileError) {
        try OutputFolder.make("\(output)/databases")
        if let file = scenario.database {
            try OutputFile.copy(file, to: "\(output)/\(scenario.databasePlace)")
        } else {
            try OutputFile.write(ExchangesScenario.emptyDatabase, to: "\(output)/\(scenario.databasePlace)")
        }
        let writer = try RecordingWriter(
            path: "\(output)/traffic.jsonl",
            header: RecordingHeader(source: scenario.description, epoch: ExchangesScenario.epoch))
        for exchange in recorded { try writer.write(exchange) }
        try writer.finish()
        try OutputFile.write(scenario.yaml, to: "\(output)/scenario.yaml")
    }

    /// The file of the database, without links on its path: its log would lie beside what they lead to.
    private func source(_ path: String) throws(FileError) -> String {
        guard let file = RealPath.of(path), WholeFile.isOrdinary(file) else {
            throw FileError(
                path: path, found: "no file", expected: "a database, or a script that makes one",
                remedy: "name one with --database, or leave the option out")
        }
        try GitLFSPointer.refuse(at: file, kind: "a SQLite database")
        try WriteAheadLog.refuse(beside: file)
        return file
    }
}
