/// What was read of a file of prices, and what was passed over.
package struct PriceFileReport: Sendable {
    /// The format, in words.
    package var format: String
    /// Models in the file.
    package var models = 0
    /// Models with a price for their tokens.
    package var priced = 0
    /// Models that are no text models, so that tokens are not all they cost: they have no price here.
    package var ofOtherModes = 0
    /// Text models without a rate for input or for output: they have no price.
    package var unpriced = 0
    /// Models with charges beside their tokens that are not read, so that each of their costs is an estimate.
    package var partial = 0
    /// The fields that were read, by name, and in how many models.
    package var read: [String: Int] = [:]
    /// The fields that were passed over, by name, and in how many models.
    package var ignored: [String: Int] = [:]

    package init(format: String) {
        self.format = format
    }

    /// In a few sentences.
    package var words: [String] {
        var lines = ["\(format): \(Quantity.words(models, "model")), \(priced) with a price"]
        if ofOtherModes > 0 { lines.append("\(ofOtherModes) without a price, since they are no text models") }
        if unpriced > 0 { lines.append("\(unpriced) without a price, since input or output has no rate") }
        if partial > 0 {
            lines.append("\(partial) whose costs are estimates, since they have charges beside their tokens")
        }
        func fields(_ counts: [String: Int]) -> String {
            "\(Quantity.words(counts.reduce(0) { $0 + $1.value }, "field")) of \(Quantity.words(counts.count, "name"))"
        }
        if !read.isEmpty || !ignored.isEmpty {
            lines.append("read \(fields(read)), passed over \(fields(ignored))")
        }
        return lines
    }
}
