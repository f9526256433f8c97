package import ToolRouter

/// How models write plans for `docs`: as an object that names the tool, with the words to look for under `query`.
package struct DocsPlanSyntax: PlanSyntax {
    package var tool: ToolName { .docs }

    package init() {}

    package func arguments(of members: PlanMembers) throws(PlanDecodingFailure) -> [String: PlanArgument] {
        guard members.text("query") != nil else {
            throw members.invalid("query", expected: "a string with the words to look for")
        }
        return try members.arguments()
    }
}

extension ToolName {
    /// Searches in documents.
    package static let docs = ToolName("docs")
}

extension Plan {
    /// A plan to look for `query` in documents.
    package init(query: String, confidence: Ratio? = nil) {
        self.init(tool: .docs, arguments: ["query": .string(query)], confidence: confidence)
    }
}
