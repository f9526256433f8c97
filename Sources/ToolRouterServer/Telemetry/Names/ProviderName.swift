/// The conventions' names of providers.
enum ProviderName {
    /// What is written before a model's name, as price files and gateways do, and whose it is.
    private static let prefixes = [
        "anthropic": "anthropic", "azure": "azure.ai.openai", "azure_ai": "azure.ai.inference",
        "bedrock": "aws.bedrock", "cohere": "cohere", "deepseek": "deepseek", "gemini": "gcp.gemini", "groq": "groq",
        "mistral": "mistral_ai", "moonshot": "moonshot_ai", "openai": "openai", "perplexity": "perplexity",
        "vertex_ai": "gcp.vertex_ai", "watsonx": "ibm.watsonx.ai", "xai": "x_ai",
    ]

    /// How the names of models begin that one provider makes and no prefix tells.
    private static let beginnings = [
        ("gpt-", "openai"), ("chatgpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"),
        ("claude-", "anthropic"), ("gemini-", "gcp.gemini"), ("deepseek-", "deepseek"), ("grok-", "x_ai"),
        ("command-", "cohere"), ("mistral-", "mistral_ai"),
    ]

    /// Who is asked for `model`, as far as its name tells; else the planner's own name, which the conventions allow.
    static func of(model: String, planner: String) -> String {
        if let slash = model.firstIndex(of: "/"), let known = prefixes[String(model[..<slash])] { return known }
        return beginnings.first { model.hasPrefix($0.0) }?.1 ?? planner
    }
}
