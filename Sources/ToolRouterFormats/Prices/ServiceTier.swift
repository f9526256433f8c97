/// How fast and how surely a provider serves a call, each at prices of its own, by the words of LiteLLM's price file.
package enum ServiceTier: String, CaseIterable, Sendable {
    case standard
    case batches
    case flex
    case priority
    case balanced
    case ultrafast
    case decisions
}
