import ToolRouter

extension StrictObject {
    /// The word of `field` for how a provider counts tokens; nil when it is absent or null.
    func usageConvention(_ field: FieldName) throws(FileError.Reason) -> UsageConvention? {
        guard let word = try optionalText(field) else { return nil }
        if let convention = UsageConvention(rawValue: word) { return convention }
        let words = UsageConvention.allCases.map(\.rawValue)
        throw fault(
            field, found: "the text \"\(Excerpt.of(word))\"", expected: UsageConvention.choices,
            remedy: Spelling.nearest(to: word, among: words).map { "did you mean \($0)?" }
                ?? "write the one that fits the provider")
    }
}

extension UsageConvention {
    /// The words, each with a provider that counts so, for errors.
    fileprivate static var choices: String {
        allCases.map { convention in
            let provider =
                switch convention {
                case .disjoint: ""
                case .inclusive: " (OpenAI)"
                case .inclusivePrompt: " (Gemini)"
                case .inclusiveReply: " (Anthropic)"
                }
            return convention.rawValue + provider
        }.joined(separator: ", ")
    }
}
