import Foundation
import ToolRouter

/// The scenario.yaml of imported exchanges.
struct ExchangesScenario {
    /// The first line, by which a later import recognises a folder that it may write to.
    static let firstLine =
        "# Made by `toolrouter import openai-exchanges`; importing again into this folder replaces this file."
    /// 2026-01-01T00:00:00Z. Exchanges of many years and clocks have no order of their own but that of their lines.
    static let epoch = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    /// The script of a database that holds nothing.
    static let emptyDatabase = "CREATE TABLE empty (id INTEGER PRIMARY KEY);\n"

    /// The name of the file that the exchanges come from, without its folder.
    let source: String
    /// The file of the database; nil for an empty one.
    let database: String?

    /// What the scenario is, for people.
    var description: String { "Exchanges with providers, from \(source)" }

    /// The database's place in the folder.
    var databasePlace: String {
        "databases/" + (database.map { URL(filePath: $0).lastPathComponent } ?? "nothing.sql")
    }

    private var databaseName: String {
        database.map { URL(filePath: $0).deletingPathExtension().lastPathComponent } ?? "nothing"
    }

    /// The file. Names are written as JSON strings, which YAML 1.2 (section 1.3) reads as they are.
    var yaml: String {
        [
            Self.firstLine,
            "version: 1",
            "description: \(quoted(String(description.prefix(200))))",
            "databases: {\(quoted(databaseName)): \(quoted(databasePlace))}",
            "# An exchange is one call: none is asked again, and each is asked, whoever asked the same before.",
            "planner: {name: exchanges, retries: 0}",
            "cache: off",
        ].joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }
}
