/// A generation of OpenTelemetry's conventions for generative AI, all of which are in development.
package enum GenAIGeneration: String, CaseIterable, Hashable, Sendable {
    /// The names of semantic-conventions-genai 0.1.0.
    case current
    /// The names that these replaced.
    case older

    /// The generations that a value of `OTEL_SEMCONV_STABILITY_OPT_IN` asks for.
    ///
    /// It is a list with commas. `gen_ai` and `gen_ai_latest_experimental` ask for the current names, `gen_ai/older` for those
    /// before, `gen_ai/dup` for both, as `http/dup` does for HTTP. What other words ask for is not about these conventions;
    /// without one that is, the current names are written.
    ///
    /// - Throws: `TelemetryFault` for a word that begins with `gen_ai` and is none of these.
    static func read(optIn text: String) throws(TelemetryFault) -> Set<GenAIGeneration> {
        var generations = Set<GenAIGeneration>()
        for word in text.split(separator: ",").map({ $0.trimmingBlanks() }) where word.hasPrefix("gen_ai") {
            switch word {
            case "gen_ai", "gen_ai_latest_experimental": generations.insert(.current)
            case "gen_ai/older": generations.insert(.older)
            case "gen_ai/dup": generations = [.current, .older]
            default:
                throw TelemetryFault(
                    variable: "OTEL_SEMCONV_STABILITY_OPT_IN", found: TelemetryFault.quoted(word),
                    expected: "gen_ai, gen_ai/dup or gen_ai/older",
                    remedy: "take the word out to have the current names alone")
            }
        }
        return generations.isEmpty ? [.current] : generations
    }
}
