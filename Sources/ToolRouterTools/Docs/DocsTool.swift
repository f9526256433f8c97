package import ToolRouter

/// Answers with passages of documents, found by words.
package struct DocsTool: Tool {
    package let name = ToolName.docs
    package let syntax: any PlanSyntax = DocsPlanSyntax()
    package let summary = "Finds passages of documents by their words."
    package let mayWait = false
    private let searcher: any DocumentSearcher
    private let limits: SearchLimits

    package init(_ searcher: any DocumentSearcher, limits: SearchLimits) {
        self.searcher = searcher
        self.limits = limits
    }

    package var inputs: [ToolInput] {
        [
            ToolInput(
                "query", .text(atMost: limits.queryBytes),
                "The words to look for, as they would stand in the text; words in double quotes follow each other."),
            ToolInput(
                "limit", .integer(1...Int64(limits.results)), "The most passages. Default: \(limits.results).",
                isRequired: false),
        ]
    }

    /// Everybody may read all documents.
    package func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        ToolFingerprint(data: "docs", version: searcher.state.digest, policy: limits.fingerprint)
    }

    package func approve(
        _ plan: Plan, for request: Request, at now: Timestamp
    ) async throws(RouterError) -> any ApprovedCall {
        try ApprovedSearch(plan, within: limits, by: searcher)
    }

    /// The folders that documents are in, with titles of some.
    package func describe(for request: Request) async -> ToolDescription? {
        ToolDescription(
            tool: name,
            sources: searcher.state.collections.map { collection in
                ToolDescription.Source(
                    name: collection.name.isEmpty ? "documents" : collection.name,
                    fields: collection.titles.map { ToolDescription.Field(name: $0) })
            })
    }
}
