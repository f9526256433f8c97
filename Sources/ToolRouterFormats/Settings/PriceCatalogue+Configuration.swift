import ToolRouter

extension PriceCatalogue {
    /// Reads the prices of models, in USD per 1,000,000 tokens.
    init(_ node: ConfigurationNode) throws(FileError) {
        var prices = [String: Price]()
        for entry in try node.someEntries("a mapping of models to prices") {
            prices[entry.name] = try Price(entry.value)
        }
        self.init(prices)
    }
}

extension Price {
    fileprivate init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(
            node, keys: ["input", "cached_input", "cache_write", "output", "reasoning"])
        self.init(
            input: try section.required("input", ConfigurationNode.price).money(),
            output: try section.required("output", ConfigurationNode.price).money(),
            cachedInput: try section["cached_input"]?.money(),
            cacheWrite: try section["cache_write"]?.money(),
            reasoning: try section["reasoning"]?.money())
    }
}

extension ConfigurationNode {
    fileprivate static let price = "a price in USD for 1,000,000 tokens such as \"2.50\""

    /// A price, exactly as it is written.
    fileprivate func money() throws(FileError) -> Money {
        let text = try text(Self.price)
        guard text.utf8.count <= 20, text.utf8.allSatisfy(Self.isDecimalByte), let money = Money(usd: text) else {
            throw fault(expected: Self.price, remedy: "write it in digits, with a point where needed")
        }
        guard Price.isRate(money) else {
            throw fault(
                expected: "a price of at most 1,000,000 USD with at most 6 digits after the point",
                remedy: "correct the number")
        }
        return money
    }

    private static func isDecimalByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
    }
}
