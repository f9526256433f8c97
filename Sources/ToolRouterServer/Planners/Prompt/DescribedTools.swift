import ToolRouter
import ToolRouterTools

/// What tools can be asked, as JSON of a bounded size.
///
/// Where all fits, all is there, in the order of the tools, so that prompts for the same data begin with the same bytes, which
/// providers remember. Else the sources stay whose names the question mentions, in the same order.
struct DescribedTools {
    /// The JSON text.
    let json: String

    private struct Source {
        let tool: Int
        let source: ToolDescription.Source
        let json: String
    }

    /// - Parameter most: the most that the sources may take together, in bytes of JSON.
    init(_ tools: [ToolDescription], upTo most: Int, for question: String) {
        var sources: [Source] = []
        for (index, tool) in tools.enumerated() {
            for source in tool.sources {
                sources.append(Source(tool: index, source: source, json: Self.json(of: source, tool.tool)))
            }
        }
        let kept = Self.kept(sources, upTo: most, for: question, tools)
        json =
            "["
            + tools.indices.map { index in
                let tool = tools[index]
                let all = sources.indices.filter { sources[$0].tool == index }
                let texts = all.compactMap { kept[$0] }
                var text = "{\"tool\":" + DataText.json { $0.string(tool.tool.text) }
                text += ",\"\(Self.words(for: tool.tool).sources)\":[" + texts.joined(separator: ",") + "]"
                if texts.count < all.count {
                    text += ",\"\(Self.words(for: tool.tool).sources)_left_out\":\(all.count - texts.count)"
                }
                return text + "}"
            }.joined(separator: ",") + "]"
    }

    /// The texts of those sources that fit, by their place.
    private static func kept(
        _ sources: [Source], upTo most: Int, for question: String, _ tools: [ToolDescription]
    ) -> [Int: String] {
        var room = most
        var kept: [Int: String] = [:]
        let isAll = sources.reduce(0) { $0 + $1.json.utf8.count } <= most
        let words = QuestionWords(isAll ? "" : question)
        let scores = sources.map { isAll ? 0 : score($0.source, words) }
        // Equal ones in their own order.
        for place in sources.indices.sorted(by: { (-scores[$0], $0) < (-scores[$1], $1) }) {
            let source = sources[place]
            if source.json.utf8.count <= room {
                kept[place] = source.json
                room -= source.json.utf8.count
            } else if kept.isEmpty {
                // Not even the first fits whole: it loses its last fields.
                let part = part(of: source.source, tools[source.tool].tool, upTo: room)
                kept[place] = part
                room -= part.utf8.count
            }
        }
        return kept
    }

    /// How much a question seems to be about a source: its own name counts more than those of its fields.
    private static func score(_ source: ToolDescription.Source, _ words: QuestionWords) -> Int {
        4 * words.matches(in: source.name) + source.fields.reduce(0) { $0 + min(1, words.matches(in: $1.name)) }
    }

    private static func json(of source: ToolDescription.Source, _ tool: ToolName) -> String {
        DataText.json { json in
            json.object { json in
                json.member("name", source.name)
                json.member(
                    words(for: tool).fields,
                    object: { fields in
                        for field in source.fields { fields.member(field.name, field.words) }
                    })
            }
        }
    }

    private static func part(of source: ToolDescription.Source, _ tool: ToolName, upTo most: Int) -> String {
        var source = source
        var (low, high) = (0, source.fields.count)
        let fields = source.fields
        while low < high {
            let middle = (low + high + 1) / 2
            source.fields = Array(fields[..<middle])
            if json(of: source, tool).utf8.count <= most { low = middle } else { high = middle - 1 }
        }
        source.fields = Array(fields[..<low])
        return json(of: source, tool)
    }

    private static func words(for tool: ToolName) -> (sources: String, fields: String) {
        switch tool.text {
        case "sql": ("tables", "columns")
        case "rest": ("endpoints", "parameters")
        default: ("sources", "fields")
        }
    }
}

extension ToolDescription.Field {
    /// What a prompt says of it besides its name.
    fileprivate var words: String {
        [type ?? "", isKey ? "PRIMARY KEY" : "", references.map { "REFERENCES \($0.source)(\($0.field))" } ?? ""]
            .filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
