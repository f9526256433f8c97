package import ToolRouter

extension Totals {
    /// What the replies cost, for people: `0.0035 USD`, with what is not sure about it, or `cost unknown`.
    package var costInWords: String {
        let estimated = estimatedReplies == 0 ? "" : " (\(estimatedReplies) estimated)"
        return knownCost.map { "\($0.usdText) USD\(estimated)" } ?? "cost unknown"
    }

    /// Which costs are not sure, in a sentence each; none where all are exact.
    package var costDoubts: [String] {
        var doubts: [String] = []
        if unpricedReplies > 0 {
            let have = unpricedReplies == 1 ? "1 call has" : "\(unpricedReplies) calls have"
            doubts.append(
                "\(have) an unknown cost, for want of a price or of a number of tokens; the others cost \(cost.usdText) USD"
            )
        }
        if estimatedReplies > 0 {
            let cost = estimatedReplies == 1 ? "The cost of 1 reply is" : "The costs of \(estimatedReplies) replies are"
            doubts.append(
                "\(cost) estimated: the prices name no rate for some of the tokens, or charges beside them")
        }
        return doubts
    }
}
