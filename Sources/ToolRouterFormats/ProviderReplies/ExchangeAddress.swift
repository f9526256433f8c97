import Foundation

/// Where a request to a provider was sent, and what that says of the answer.
package struct ExchangeAddress: Hashable, Sendable {
    /// What answers from there are.
    package enum Kind: Hashable, Sendable {
        /// Replies of a model, in this protocol.
        case replies(ProviderAPI)
        /// Replies of a model, of which only refusals can be read.
        case refusals
        /// Something else: vectors, pictures, lists of models.
        case foreign
    }

    /// What answers from there are.
    package let kind: Kind
    /// The part of the path that says so: `chat/completions`, `converse-stream`.
    package let endpoint: String
    /// The model that the path names; nil when it names none.
    package let model: String?

    /// Reads a URI, or the path of one.
    package init(_ uri: String) {
        let components = URLComponents(string: uri)
        let host = components?.host?.lowercased() ?? ""
        let path = (components?.path ?? uri).split(separator: "/").map(String.init)
        let last = path.last ?? ""
        let isChat = last == "completions" && path.dropLast().last == "chat"
        func following(_ name: String) -> String? {
            path.firstIndex(of: name).flatMap { $0 + 1 < path.count - 1 ? path[$0 + 1] : nil }
        }
        endpoint = isChat ? "chat/completions" : last
        switch last {
        case "completions" where isChat:
            let isAzure = host.hasSuffix(".openai.azure.com") || path.contains("deployments")
            kind = .replies(isAzure ? .azureOpenAI : .openAIChat)
            model = following("deployments")
        case "completions":
            kind = .replies(.openAICompletions)
            model = following("deployments")
        case "responses":
            kind = .replies(.openAIResponses)
            model = nil
        case "messages":
            kind = .replies(.anthropicMessages)
            model = nil
        case "complete":
            kind = .replies(.anthropicCompletions)
            model = nil
        case "converse":
            kind = .replies(.bedrockConverse)
            model = following("model")
        case "invoke":
            // The body is what the model's maker writes.
            model = following("model")
            kind = model?.contains("anthropic.") == true ? .replies(.anthropicMessages) : .refusals
        case "converse-stream", "invoke-with-response-stream":
            model = following("model")
            kind = .refusals
        default:
            kind = .foreign
            model = nil
        }
    }
}
