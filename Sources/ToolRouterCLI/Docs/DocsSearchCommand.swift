import ArgumentParser
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// `toolrouter docs search`.
struct DocsSearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find passages by words, the best first.",
        discussion: """
            The query is what a plan for docs would hold. Passages that have all its words come first; words in double \
            quotes follow each other. Where a passage was found is told as FILE:LINE.

            EXAMPLES
              toolrouter docs search "torn tent" --folder handbook
              toolrouter docs search '"free of charge" repair' --index handbook.index --json
            """)

    @Argument(help: "What to look for.")
    var query: String

    @Option(help: "Look in the Markdown files of this folder, which are indexed anew.")
    var folder: String?

    @Option(help: "Look in this index, as it is.")
    var index: String?

    @Option(help: "The most passages, 1 to 100. Default: 10.")
    var limit = 10

    @Flag(help: "Print one JSON object, for programs.")
    var json = false

    @OptionGroup var bounds: DocumentBoundsOptions

    func validate() throws {
        guard (folder == nil) != (index == nil) else { throw ValidationError("name --folder or --index, one of them") }
        guard 1...100 ~= limit else { throw ValidationError("--limit is 1 to 100") }
    }

    func run() throws {
        try ExitStatus.of {
            do {
                let opened = try open()
                var limits = SearchLimits()
                limits.results = limit
                let found = try opened.session().find(Plan(query: query), within: limits)
                if json { Console.write(Self.json(of: found)) } else { show(found) }
            } catch let fault as DocumentFault {
                throw FileError(fault)
            } catch let error as RouterError {
                Console.error([error.detail, error.hint].compactMap(\.self).joined(separator: "; "))
                throw ExitStatus.badInput
            }
        }
    }

    private func open() throws -> DocumentIndex {
        guard let index else {
            let opened = try DocumentIndex(nil)
            _ = try opened.update(from: try DocumentFolder(named: folder ?? ""), within: bounds.bounds)
            return opened
        }
        guard let path = RealPath.of(index) else {
            throw FileError(
                path: index, found: "no file", expected: "an index of documents",
                remedy: "make one with `toolrouter docs index`")
        }
        return try DocumentIndex(path)
    }

    private func show(_ found: DocumentSet) {
        if found.hits.isEmpty { Console.print("nothing was found") }
        for (number, hit) in found.hits.enumerated() {
            let place = [hit.title, hit.section].filter { !$0.isEmpty }
            let headings = place.count == 2 && place[0] == place[1] ? [place[0]] : place
            Console.print(
                "\(number + 1). \(hit.document):\(hit.line)  " + headings.joined(separator: " › ")
                    + "  (\(Self.decimal(hit.score)))")
            Console.write("   \(Self.marked(hit))\n")
        }
        if found.isTruncated { Console.print("more was found than an answer holds") }
    }

    private static func decimal(_ thousandths: Int) -> String {
        let digits = String(abs(thousandths) % 1_000)
        return (thousandths < 0 ? "-" : "") + "\(abs(thousandths) / 1_000)."
            + String(repeating: "0", count: 3 - digits.count) + digits
    }

    /// The snippet; what was looked for is bold on a terminal that shows it.
    private static func marked(_ hit: DocumentHit) -> String {
        guard Console.hasColour else { return Excerpt.visible(hit.snippet) }
        let bytes = Array(hit.snippet.utf8)
        var text = ""
        var position = 0
        func part(_ range: Range<Int>) -> String {
            Excerpt.visible(String(decoding: bytes[range], as: UTF8.self))
        }
        for mark in hit.marks {
            text += part(position..<mark.lowerBound) + "\u{1B}[1m" + part(mark) + "\u{1B}[0m"
            position = mark.upperBound
        }
        return text + part(position..<bytes.count)
    }

    private static func json(of found: DocumentSet) -> String {
        var writer = JSONWriter(isIndented: true)
        writer.object { writer in
            found.writeMembers(to: &writer)
            writer.member("truncated", found.isTruncated)
        }
        return writer.text + "\n"
    }
}
