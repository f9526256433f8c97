/// A price file in LiteLLM's format, with rates of all kinds of fineness, missing ones, tiers, and charges beside tokens.
struct TrialPrices {
    let draws: Draws

    static let name = "prices.json"

    /// The text of the file.
    var text: String {
        let models = ["model-a", "provider/model-b"].map { model in
            let own = draws.about(model)
            var members = [
                #""litellm_provider": "provider""#, #""mode": "chat""#,
                #""input_cost_per_token": \#(own.one(of: Self.rates, "input"))"#,
                #""output_cost_per_token": \#(own.one(of: Self.rates, "output"))"#,
            ]
            let others = [
                "cache_read_input_token_cost", "cache_creation_input_token_cost",
                "cache_creation_input_token_cost_above_1hr", "output_cost_per_reasoning_token",
                "input_cost_per_token_above_1k_tokens", "output_cost_per_token_above_1k_tokens",
                "cache_read_input_token_cost_above_1k_tokens", "input_cost_per_token_above_5k_tokens",
            ]
            for field in others where own.happens(50, field) {
                members.append("\"\(field)\": \(own.one(of: Self.rates, "rate of \(field)"))")
            }
            if own.happens(15, "off peak") { members.append(#""off_peak_pricing": {"windows": []}"#) }
            return "  \"\(model)\": {\(members.joined(separator: ", "))}"
        }
        return "{\n\(models.joined(separator: ",\n"))\n}\n"
    }

    private static let rates = ["0", "1.5e-07", "2.9999900000000002e-06", "1e-24", "0.0097", "1", "3E-6"]
}
