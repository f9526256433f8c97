package import ToolRouter

extension Price {
    private static let rateKeys = ["input", "cached_input", "cache_write", "cache_write_1h", "output", "reasoning"]

    /// Reads a price that is the same at all times: USD for 1,000,000 tokens. What its author leaves out costs as much as
    /// its side.
    package init(_ node: ConfigurationNode) throws(FileError) {
        try self.init(ConfigurationSection(node, keys: Self.rateKeys + ["above"]))
    }

    /// Reads the rates of `section`, whatever else it has.
    private init(_ section: ConfigurationSection) throws(FileError) {
        _ = try section.required("input", ConfigurationNode.price)
        _ = try section.required("output", ConfigurationNode.price)
        let plain = try PriceRates(section)
        var base = plain
        base.cachedInput = plain.cachedInput ?? plain.input
        base.cacheWrite = plain.cacheWrite ?? plain.input
        base.longCacheWrite = plain.longCacheWrite ?? base.cacheWrite
        base.reasoning = plain.reasoning ?? plain.output
        let tiers = try section["above"].map { node throws(FileError) in try Self.tiers(node, plain) } ?? []
        self.init(base, tiers: tiers)
    }

    /// The rates of longer prompts. What neither the tier nor the base names costs as much as its side in the tier.
    private static func tiers(_ node: ConfigurationNode, _ base: PriceRates) throws(FileError) -> [PriceTier] {
        let expected =
            "a mapping of numbers of prompt tokens to rates, such as 200000: {input: \"6\", output: \"22.50\"}"
        let entries = try node.someEntries(expected)
        guard entries.count <= mostTiers else {
            throw node.fault(
                found: "\(entries.count) tiers", expected: "at most \(mostTiers)", remedy: "remove some")
        }
        var tiers: [PriceTier] = []
        for entry in entries {
            let above = try entry.key.integer(in: 1...1_000_000_000)
            var rates = try PriceRates(ConfigurationSection(entry.value, keys: rateKeys))
            let (input, output) = (rates.input ?? base.input, rates.output ?? base.output)
            if base.cachedInput == nil { rates.cachedInput = rates.cachedInput ?? input }
            if base.cacheWrite == nil { rates.cacheWrite = rates.cacheWrite ?? input }
            if base.longCacheWrite == nil { rates.longCacheWrite = rates.longCacheWrite ?? rates.cacheWrite }
            if base.reasoning == nil { rates.reasoning = rates.reasoning ?? output }
            tiers.append(PriceTier(above: above, rates))
        }
        return tiers.sorted { $0.above < $1.above }
    }

    /// Reads who sells a model, which stands beside a price, or beside the first of several; nil where nothing says so.
    static func provider(_ node: ConfigurationNode) throws(FileError) -> String? {
        let first =
            if case .list(let elements) = node.content { elements.first ?? node } else { node }
        return try ConfigurationSection(first)["provider"]?.name("the name of a provider")
    }

    /// Reads the prices of one model: one, or a list of them, each but the first with the day `from` which it holds.
    static func dated(_ node: ConfigurationNode) throws(FileError) -> [DatedPrice] {
        guard case .list = node.content else { return [try DatedPrice(node)] }
        let elements = try node.someElements("prices, each with the day `from` which it holds")
        guard elements.count <= PriceEntry.mostPrices else {
            throw node.fault(
                found: "\(elements.count) prices", expected: "at most \(PriceEntry.mostPrices)", remedy: "remove some")
        }
        var prices: [DatedPrice] = []
        for element in elements {
            let price = try DatedPrice(element)
            if !prices.isEmpty, let provider = try ConfigurationSection(element)["provider"] {
                throw provider.fault(expected: "it beside the first price alone", remedy: "remove it")
            }
            if let last = prices.last {
                guard let date = price.validFrom else { throw element.missing("from", expected: RateDate.expected) }
                guard last.validFrom.map({ $0 < date }) ?? true else {
                    throw element.fault(
                        found: "a price from \(RateDate.text(date)) behind one from \(RateDate.text(last.validFrom!))",
                        expected: "prices in the order of their days", remedy: "put them in order")
                }
            }
            prices.append(price)
        }
        return prices
    }

    fileprivate static func reading(_ node: ConfigurationNode) throws(FileError) -> (Price, Timestamp?) {
        let section = try ConfigurationSection(node, keys: rateKeys + ["above", "from", "provider"])
        return (try Price(section), try section["from"]?.day())
    }
}

extension DatedPrice {
    fileprivate init(_ node: ConfigurationNode) throws(FileError) {
        let (price, from) = try Price.reading(node)
        self.init(price, validFrom: from)
    }
}

extension PriceRates {
    fileprivate init(_ section: ConfigurationSection) throws(FileError) {
        self.init()
        for bucket in TokenBucket.allCases { self[bucket] = try section[bucket.rawValue]?.rate() }
    }
}

extension ConfigurationNode {
    fileprivate static let price = "a price in USD for 1,000,000 tokens such as \"2.50\""

    /// The price of a token, exactly as that of 1,000,000 is written.
    fileprivate func rate() throws(FileError) -> Money {
        let text = try text(Self.price)
        guard text.utf8.count <= 30, text.utf8.allSatisfy(Self.isDecimalByte), let money = Money(usd: text) else {
            throw fault(expected: Self.price, remedy: "write it in digits, with a point where needed")
        }
        guard Price.isRate(money) else {
            throw fault(
                expected: "a price of at most 1,000,000 USD with at most 18 digits after the point",
                remedy: "correct the number")
        }
        return Price.perToken(money)
    }

    /// The beginning of a day in UTC, or a moment.
    fileprivate func day() throws(FileError) -> Timestamp {
        let text = try text(RateDate.expected)
        guard let moment = RateDate.parse(text) else {
            throw fault(expected: RateDate.expected, remedy: "write year, month and day")
        }
        return moment
    }

    private static func isDecimalByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
    }
}

/// Since when a price holds, as text.
package enum RateDate {
    package static let expected =
        "a day in UTC such as 2026-10-01, or a moment such as 2026-10-01T12:00:00Z, from 1677-09-22 to 2262-04-11"

    /// Reads a day, which is its beginning in UTC, or a moment; nil for anything else.
    package static func parse(_ text: String) -> Timestamp? {
        RFC3339.timestamp(text.utf8.count == 10 ? text + "T00:00:00Z" : text)
    }

    /// Writes a moment, the beginning of a day as the day alone.
    package static func text(_ moment: Timestamp) -> String {
        let text = RFC3339.text(moment)
        return text.hasSuffix("T00:00:00Z") ? String(text.prefix(10)) : text
    }
}
