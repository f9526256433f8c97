import SQLSandbox
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Rules to begin with, made from the tables of databases: for each one that counts its rows, one that lists them, and one that
/// knows its words.
///
/// Statements are read-only, quote every name, and are put to the guard before they are written. Names are somebody else's
/// text: what is written of them is quoted, or made of their letters alone.
struct RulesDraft {
    /// The most tables.
    private static let mostTables = 200
    /// The most words of a table and its columns in one rule.
    private static let mostWords = 40
    /// The rows of a listing.
    private static let rows = 20
    /// Words that many tables have, and that say nothing about one.
    private static let commonWords: Set<String> = [
        "id", "ids", "name", "names", "type", "types", "code", "codes", "date", "dates", "number", "numbers", "value",
        "values", "text", "texts", "time", "times", "status", "key", "keys", "note", "notes", "a", "the", "of", "in",
        "is",
    ]

    /// A table, and what is written of it.
    private struct Table {
        let name: String
        let phrases: [String]
        let columns: [String]
        let listing: String?
        let count: String
    }

    private let tables: [Table]
    private let leftOut: [String]

    init(_ databases: [SourceDatabase]) {
        var tables: [Table] = []
        var leftOut: [String] = []
        var names: Set<String> = []
        for database in databases {
            let columns = database.columns
            for (name, count) in database.countableTables {
                let phrases = NameWords(name).phrases
                // Two databases may have a table of the same name: one rule does for both.
                guard names.insert(phrases.first ?? name).inserted else { continue }
                guard !phrases.isEmpty, tables.count < Self.mostTables else {
                    leftOut.append(name)
                    continue
                }
                tables.append(
                    Table(
                        name: name, phrases: phrases, columns: columns[name] ?? [],
                        listing: database.listing(of: name, rows: Self.rows), count: count))
            }
        }
        self.tables = tables
        self.leftOut = leftOut
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool { tables.isEmpty }

    /// Writes the file to `path`.
    func write(to path: String) throws(FileError) {
        try OutputFile.write(text, to: path)
    }

    /// The file.
    var text: String {
        var lines = [
            "# Drafted by `toolrouter init` from the tables of the databases: edit it, then take the `# ` away from `rules` in",
            "# scenario.yaml. `toolrouter rules explain QUESTION --rules rules.yaml` says which rule wins, and why.",
            "#",
            "# A rule matches where its words occur (`all_of`, `any_of`, `none_of`) and one of its `patterns` does. The best `weight`",
            "# wins, and of equal ones the first. Its tool is fixed; its `sql` stands in for a planner that can't answer, or, with",
            "# `answers: first`, is run at once. `{name}` in a pattern takes a word, `{name...}` words, `{name:integer}` a number, and",
            "# `:name` in `sql` is what it took, as a bound value. `:user` and `:tenant` are the caller's.",
            "rules:",
        ]
        var names: Set<String> = []
        for table in tables { lines += rules(for: table, &names) }
        for name in leftOut.prefix(20) {
            lines.append("  # No rule for \(Self.visible(name)): too many tables, or no words.")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func rules(for table: Table, _ names: inout Set<String>) -> [String] {
        let words = table.phrases
        var base = words[0].replacing(" ", with: "-")
        if base.unicodeScalars.count > 60 { base = String(base.prefix(30)) }
        var stem = base
        var number = 2
        while !names.insert(stem).inserted {
            stem = "\(base)-\(number)"
            number += 1
        }
        var lines = [
            "",
            "  # The table \(Self.visible(table.name)).",
            "  - name: \(Self.quoted("count-" + stem))",
            "    patterns:",
        ]
        for word in words {
            lines.append("      - \(Self.quoted("how many [of the] \(word) [are there]$"))")
            lines.append("      - \(Self.quoted("number of [all] [the] \(word)$"))")
        }
        lines += [
            "    weight: 3", "    tool: sql", "    confidence: 0.9", "    sql: \(Self.quoted(table.count))",
        ]
        if let listing = table.listing {
            lines += ["  - name: \(Self.quoted("list-" + stem))", "    patterns:"]
            for word in words {
                lines.append("      - \(Self.quoted("list [all] [the] \(word)$"))")
                lines.append("      - \(Self.quoted("show [me] [all] [the] \(word)$"))")
            }
            lines += ["    weight: 3", "    tool: sql", "    confidence: 0.9", "    sql: \(Self.quoted(listing))"]
        }
        let other = columnWords(table)
        lines += [
            "  # Its words, and those of its columns: the planner writes the statement.",
            "  - {name: \(Self.quoted("about-" + stem)), any_of: [\((words + other).map(Self.quoted).joined(separator: ", "))], tool: sql, confidence: 0.8}",
        ]
        return lines
    }

    private func columnWords(_ table: Table) -> [String] {
        var words: [String] = []
        for column in table.columns {
            for phrase in NameWords(column).phrases
            where !Self.commonWords.contains(phrase) && phrase.count > 2 && !words.contains(phrase)
                && !table.phrases.contains(phrase)
            {
                words.append(phrase)
            }
        }
        return Array(words.prefix(Self.mostWords)).filter { $0.unicodeScalars.count <= 100 }
    }

    /// A text in double quotes as JSON has it, which YAML 1.2 (section 1.3) reads as it is.
    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }

    /// A name in a comment, where no line may end.
    private static func visible(_ name: String) -> String { Excerpt.of(name) }
}

extension SourceDatabase {
    /// The columns of the tables that statements may read, by the tables' names.
    fileprivate var columns: [String: [String]] {
        var columns: [String: [String]] = [:]
        for table in (try? sandbox.readable()) ?? [] { columns[table.name] = table.columns.map(\.name) }
        return columns
    }

    /// A statement with the first rows of a table; nil where the guard refuses it.
    fileprivate func listing(of table: String, rows: Int) -> String? {
        let sql = "SELECT * FROM \"\(table.replacing("\"", with: "\"\""))\" LIMIT \(rows)"
        return (try? sandbox.approve(sql, at: Timestamp(nanoseconds: 0))) == nil ? nil : sql
    }
}
