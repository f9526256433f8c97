import ToolRouter
import ToolRouterFormats

/// What the demo says when it listens.
enum DemoWords {
    static func lines(address: String, question: String) -> [String] {
        var body = JSONWriter()
        body.object { $0.member("question", question) }
        var traced = JSONWriter()
        traced.object { writer in
            writer.member("question", question)
            writer.member("trail", true)
        }
        return [
            "toolrouter listens on \(address): a demo, its planner is recorded. Stop it with Ctrl-C.",
            "",
            "  a page for people: \(address)/",
            "  curl -s \(address)/v1/query -H 'content-type: application/json' -d \(ShellWord.quoted(body.text))",
            "  curl -s \(address)/v1/query -H 'content-type: application/json' -d \(ShellWord.quoted(traced.text))",
            "  curl -s \(address)/metrics | grep toolrouter_requests_total",
            "",
        ]
    }
}
