import Crypto
import ToolRouter

/// Writes prompts: the template, with what the caller may read and what is asked.
struct PlanPrompt: Sendable {
    /// The version of how data is written into prompts; raise it with any change to that, since answers depend on it.
    private static let version = 1

    /// The SHA-256 of the template and of all else that prompts are written by, in hexadecimal digits.
    let fingerprint: String
    private let template: PromptTemplate
    private let schemaBytes: Int

    /// - Parameter schemaBytes: the most of the tools' data that is described, in bytes of JSON.
    init(_ template: PromptTemplate = .standard, schemaBytes: Int) {
        self.template = template
        self.schemaBytes = schemaBytes
        var hash = SHA256()
        hash.update(data: Array("toolrouter-prompt \(Self.version), schema \(schemaBytes)\n".utf8))
        hash.update(data: Array(template.source.utf8))
        fingerprint = Array(hash.finalize()).hexadecimal
    }

    /// The prompt for one call.
    func text(for inquiry: PlannerInquiry, _ tools: [ToolDescription]) -> PromptText {
        let question = inquiry.request.question
        func data(_ place: PromptTemplate.Place) -> String {
            switch place {
            case .tools: DescribedTools(tools, upTo: schemaBytes, for: question).json
            case .question: DataText.json { $0.string(question) }
            case .refusal: inquiry.repair.map { repair in DataText.json { repair.write(to: &$0) } } ?? "null"
            }
        }
        var user = template.text(.user, data)
        if inquiry.repair != nil { user += "\n" + template.text(.repair, data) }
        return PromptText(system: template.text(.system, data), user: user)
    }
}

extension PlannerRepair {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { refusal in
            refusal.member(
                "plan",
                object: { members in
                    members.member("tool", plan.tool.text)
                    for (name, argument) in plan.arguments.sorted(by: { $0.key < $1.key }) {
                        members.key(name)
                        argument.write(to: &members)
                    }
                })
            refusal.member("code", code.rawValue)
            refusal.member("detail", detail)
            refusal.member("hint", hint)
        }
    }
}
