package import ToolRouter

/// The arithmetic of one cost: which price a model's name leads to, and what the tokens cost by it.
package struct PriceExplanation {
    /// The model, as it was asked for.
    package let model: String
    /// Where its price is from.
    package let source: PriceSource
    /// The tier whose rates the call has; nil for the base.
    package let tier: PriceTier?
    /// The tokens of the prompt, by which the tier is chosen.
    package let prompt: Int
    /// Tokens times rate, for each bucket that was used.
    package let lines: [PriceLine]
    /// The sum.
    package let cost: Cost
    /// Why an estimate is one, beyond buckets without a rate.
    package let doubts: [String]
    /// The catalogue's.
    package let digest: String

    /// Why there is nothing to explain.
    package struct Failure: Error {
        /// What is the matter, and what to do.
        package let words: String
    }

    /// Explains what `usage` of `model` costs at `moment`, the latest there is when it is nil.
    package init(
        _ usage: TokenUsage, of model: String, at moment: Timestamp?, by catalogue: PriceCatalogue
    ) throws(Failure) {
        let moment = moment ?? Timestamp(nanoseconds: .max)
        let quoted = "`\(Excerpt.of(model))`"
        switch catalogue.resolve(model) {
        case .unknown:
            let names = Self.nearest(to: model, in: catalogue)
            throw Failure(
                words: "the catalogue has no \(quoted); "
                    + (names.isEmpty ? "nothing there is called so" : "did you mean \(names.joined(separator: ", "))?"))
        case .ambiguous(let names):
            throw Failure(
                words: "\(quoted) is sold at different prices; name one of "
                    + names.map { Excerpt.of($0) }.joined(separator: ", "))
        case .found(let entry, _) where entry.prices.isEmpty:
            throw Failure(words: "the catalogue has no price for the tokens of \(quoted)")
        case .found(let entry, _):
            guard let (price, source) = catalogue.entry(for: model, at: moment) else {
                let first = entry.prices[0].validFrom.map { RateDate.text($0) } ?? ""
                throw Failure(
                    words: "\(quoted) has no price at \(RateDate.text(moment)); its first one holds from \(first)")
            }
            self.model = model
            self.source = source
            tier = price.tier(for: usage)
            prompt = usage.totalInput
            lines = price.lines(for: usage)
            cost = catalogue.cost(of: usage, model: model, at: moment)
            digest = catalogue.digest
            doubts =
                (price.isPartial ? ["the catalogue names charges beside the tokens"] : [])
                + (source.match.isOfAnotherRegion ? ["the price is that of another region"] : [])
                + (source.match.isOfAnotherProvider ? ["the price may be that of another provider"] : [])
        }
    }

    /// The explanation for people, a line each; the one before the last is the total.
    package func text(catalogue path: String) -> [String] {
        var text = ["model          \(Excerpt.of(model))"]
        text.append("entry          \(Excerpt.of(source.entry)), found \(source.match.rawValue)")
        text.append(
            "price          " + (source.validFrom.map { "valid from \(RateDate.text($0))" } ?? "without a date"))
        if let tier { text.append("tier           above \(tier.above) tokens of the prompt, which has \(prompt)") }
        let names = lines.map(\.bucket.rawValue)
        let tokens = lines.map { "\($0.tokens)" }
        let tokenWidth = tokens.map(\.count).max() ?? 0
        let rates = lines.map(\.rate.usdText)
        let rateWidth = rates.map(\.count).max() ?? 0
        for (number, line) in lines.enumerated() {
            let note = line.isKnown ? "" : "  (estimated: no rate of its own)"
            text.append(
                names[number].padded(to: 14) + " " + tokens[number].padded(to: tokenWidth, right: true)
                    + " × " + rates[number].padded(to: rateWidth) + " = \(line.amount.usdText) USD\(note)")
        }
        for doubt in doubts { text.append("estimated      \(doubt)") }
        text.append("total          \(cost.amount?.usdText ?? "unknown") USD, \(cost.status.rawValue)")
        text.append("catalogue      \(Excerpt.of(path)), digest \(digest)")
        return text
    }

    /// The explanation for machines: one JSON object, without line end.
    package func json(catalogue path: String) -> String {
        var writer = JSONWriter()
        writer.object { object in
            object.member("model", model)
            object.member("entry", source.entry)
            object.member("match", source.match.rawValue)
            object.optionalMember("valid_from", source.validFrom.map { RFC3339.text($0) })
            if let tier { object.member("tier_above", tier.above) }
            object.member(
                "lines",
                array: { list in
                    for line in lines {
                        list.object { entry in
                            entry.member("bucket", line.bucket.rawValue)
                            entry.member("tokens", line.tokens)
                            entry.key("rate_usd")
                            entry.literal(line.rate.usdText)
                            entry.key("amount_usd")
                            entry.literal(line.amount.usdText)
                            if !line.isKnown { entry.member("estimated", true) }
                        }
                    }
                })
            object.key("cost_usd")
            if let amount = cost.amount { object.literal(amount.usdText) } else { object.null() }
            object.member("cost_status", cost.status.rawValue)
            object.member("catalogue", path)
            object.member("digest", digest)
        }
        return writer.text
    }

    /// Up to three names that are like `model`, the nearest first.
    private static func nearest(to model: String, in catalogue: PriceCatalogue) -> [String] {
        let most = max(2, model.utf8.count / 2)
        return catalogue.entries.map { (name: $0.name, edits: Spelling.edits(from: model, to: $0.name)) }
            .filter { $0.edits <= most }.sorted { ($0.edits, $0.name) < ($1.edits, $1.name) }.prefix(3)
            .map { "`\(Excerpt.of($0.name))`" }
    }
}

extension String {
    fileprivate func padded(to width: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - count))
        return right ? blanks + self : self + blanks
    }
}
