import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

/// Random price files and calls, priced by the catalogue and by decimal arithmetic that knows nothing of it.
@Suite struct RandomPriceTests {
    private static let fields = [
        "input_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost",
        "cache_creation_input_token_cost_above_1hr", "output_cost_per_token", "output_cost_per_reasoning_token",
    ]

    /// What a bucket costs that has no rate of its own: the fields that stand in, in order; and whether that is certain.
    private static let substitutes: [String: ([String], Bool)] = [
        fields[1]: ([fields[0]], false), fields[2]: ([fields[0]], false), fields[3]: ([fields[2], fields[0]], false),
        fields[5]: ([fields[4]], true),
    ]

    /// A rate of one to seventeen digits, as JSON writers have it.
    private func rate(_ draw: inout SeededGenerator) -> String {
        let digits = String(
            (0..<Int.random(in: 1...17, using: &draw)).map { _ in "0123456789".randomElement(using: &draw)! })
        let exponent = Int.random(in: 1...6, using: &draw)
        switch Int.random(in: 0..<3, using: &draw) {
        case 0: return "0." + String(repeating: "0", count: exponent) + digits
        case 1: return "\(digits.first!).\(digits)e-0\(max(exponent, 1))"
        default: return "0"
        }
    }

    /// What a decimal that JSON writers have is, apart from the code that is tried.
    private func decimal(_ text: String) -> Decimal {
        Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))!
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `the catalogue and decimal arithmetic agree to the last digit`(seed: UInt64) throws {
        var draw = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        var models: [[String: String]] = []
        let thousands = [1, 128, 200]
        for _ in 0..<20 {
            var model: [String: String] = [:]
            for field in Self.fields {
                let isNeeded = field == Self.fields[0] || field == Self.fields[4]
                if isNeeded || Bool.random(using: &draw) { model[field] = rate(&draw) }
                for limit in thousands where Int.random(in: 0..<4, using: &draw) == 0 {
                    model["\(field)_above_\(limit)k_tokens"] = rate(&draw)
                }
            }
            models.append(model)
        }
        let rows = models.enumerated().map { number, model in
            let members = model.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
            return "\"m-\(number)\": {\"mode\": \"chat\", \(members.joined(separator: ", "))}"
        }
        let disk = try PriceFileOnDisk("{" + rows.joined(separator: ",\n") + "}", "prices.json")
        let catalogue = try PriceFile.read(path: disk.path).table.catalogue
        for (number, model) in models.enumerated() {
            for _ in 0..<10 {
                let counts = Self.fields.map { _ in
                    Bool.random(using: &draw) ? Int.random(in: 0...400_000, using: &draw) : 0
                }
                let usage = TokenUsage(
                    input: counts[0], cachedInput: counts[1], cacheWrite: counts[2], longCacheWrite: counts[3],
                    output: counts[4], reasoning: counts[5])
                let limit = thousands.last { limit in
                    counts[..<4].reduce(0, +) > limit * 1_000
                        && Self.fields.contains { model["\($0)_above_\(limit)k_tokens"] != nil }
                }
                func own(_ field: String) -> String? {
                    limit.flatMap { model["\(field)_above_\($0)k_tokens"] } ?? model[field]
                }
                var sum = Decimal.zero
                var isExact = true
                for (field, count) in zip(Self.fields, counts) where count > 0 {
                    let (others, isCertain) = Self.substitutes[field] ?? ([], true)
                    if own(field) == nil, !isCertain { isExact = false }
                    sum += decimal(([field] + others).lazy.compactMap(own).first!) * Decimal(count)
                }
                let cost = catalogue.cost(of: usage, model: "m-\(number)", at: Timestamp(nanoseconds: 0))
                #expect(cost.amount.map { decimal($0.usdText) } == sum, "seed \(seed), m-\(number), \(usage)")
                #expect(cost.status == (isExact ? .exact : .estimated))
            }
        }
    }
}
