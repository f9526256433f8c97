import ArgumentParser
import Foundation
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a first scenario of your own, ready to replay.",
        discussion: """
            Makes a folder with a scenario.yaml that explains its keys, a recording and copies of the databases, so that \
            the scenario is complete in itself. Without --rules a rules.yaml is drafted from the tables, for you to edit. Files of more than 100 MiB, and with --refer all files, are referred to \
            where they are. Without --recording a small one is made up from the tables. Nothing is ever replaced.

            EXAMPLES
              toolrouter init replays/shop --database shop.sqlite
              toolrouter init replays/shop --database shop.sqlite \\
                --rules rules.yaml --recording traffic.jsonl
              toolrouter init replays/group --database sales=main.db --database stock.sql
            """)

    @Argument(help: "The folder to make; new or empty. Its name is the scenario's.", completion: .directory)
    var folder: String

    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "A SQLite file or an .sql script; NAME= says what requests call it. Repeatable.",
            valueName: "[name=]path"), completion: .file())
    var databases: [String]

    @Option(
        help: "A YAML file with rules: the list under `rules` in scenario.yaml.",
        completion: .file(extensions: ["yaml"]))
    var rules: String?

    @Option(help: "A recording of your traffic.", completion: .file(extensions: ["jsonl"]))
    var recording: String?

    @Flag(help: "Refer to databases and recording where they are instead of copying them.")
    var refer = false

    func validate() throws {
        _ = try named()
    }

    func run() throws {
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            let made = try FirstScenario(
                folder: folder, databases: named(), rules: rules, recording: recording, refersToFiles: refer
            ).make(interruption: interruption)
            let origin = recording == nil ? "made up from the tables; yours go into traffic.jsonl" : "recorded"
            Console.print("\(folder): a scenario of \(Quantity.words(made.requests, "request")), \(origin)")
            for file in made.files {
                Console.print(
                    file.isReferredTo
                        ? "  \(file.place), not copied: the scenario needs it there (\(Self.words(file.size)))"
                        : "  \(file.place), a copy of \(file.source) (\(Self.words(file.size)))")
            }
            if let drafted = made.drafted {
                Console.print("  \(drafted), drafted from the tables: edit it, and switch it on in scenario.yaml")
            }
            Console.print("")
            Console.print("next:")
            for (line, meaning) in steps { Console.print("  \(line)  \(meaning)") }
        }
    }

    /// What to do now, as lines to copy.
    private var steps: [(line: String, meaning: String)] {
        // A name without a slash could be that of a scenario below `replays`.
        let path = ShellWord.quoted(folder.contains("/") || folder == "." ? folder : "./" + folder)
        let steps = [
            ("toolrouter check \(path)", "reads everything, replays nothing"),
            ("toolrouter replay \(path)", "answers every request; there is no golden yet, so exit code 3"),
            ("toolrouter review \(path)", "shows the answers that wait"),
            ("toolrouter accept \(path) --reason \"first golden\"", "makes them the golden: the next replay passes"),
        ]
        let width = steps.map(\.0.count).max() ?? 0
        return steps.map { ($0 + String(repeating: " ", count: width - $0.count), $1) }
    }

    /// The databases with their names: what stands before `=`, else the name of the file.
    private func named() throws -> [(name: String, path: String)] {
        let named = databases.map { text -> (name: String, path: String) in
            if let sign = text.firstIndex(of: "="), Self.isName(text[..<sign]),
                !FileManager.default.fileExists(atPath: text)
            {
                return (String(text[..<sign]), String(text[text.index(after: sign)...]))
            }
            return (URL(filePath: text).deletingPathExtension().lastPathComponent, text)
        }
        for (name, path) in named {
            guard Self.isName(name) else {
                throw ValidationError(
                    "a database can't be called \"\(Excerpt.of(name))\"; name it with letters, digits, . _ -: "
                        + "--database name=\(ShellWord.quoted(path))")
            }
        }
        let repeated = Dictionary(grouping: named, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        guard repeated.isEmpty else {
            throw ValidationError(
                "two databases are called \(repeated[0]): give one of them another name, --database name=path")
        }
        return named
    }

    /// Whether a name can be a file name, too.
    private static func isName(_ text: some StringProtocol) -> Bool {
        1...100 ~= text.utf8.count && !text.hasPrefix(".") && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// A size for people: `48 KB`.
    private static func words(_ size: Int) -> String {
        switch size {
        case ..<1_000: "\(size) B"
        case ..<1_000_000: "\(size / 1_000) KB"
        default: "\(size / 1_000_000) MB"
        }
    }
}
