import Foundation
package import ToolRouter

/// What gates need of the totals of a golden.
package struct GoldenTotals: Sendable {
    /// Nil when a reply had no price.
    package let cost: Money?
    /// The 95th percentile of the virtual latency.
    package let latencyP95Microseconds: Int64
    /// Requests answered from the cache.
    package let cacheHits: Int
    /// Requests that the cache had no answer for.
    package let cacheMisses: Int
    /// By planner.
    package let accuracy: [String: Accuracy]

    /// How often one planner was right.
    package struct Accuracy: Decodable, Sendable {
        /// Right by the strict comparison.
        package let strict: Int
        /// Right by the comparison of the Spider benchmark.
        package let spider: Int
        /// Without rows to compare.
        package let errors: Int
        /// Requests whose right answer is recorded.
        package let total: Int
    }

    /// Reads the `totals.json` at `path`.
    package static func read(path: String) throws(FileError) -> GoldenTotals {
        do {
            return try JSONDecoder().decode(GoldenTotals.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw FileError(
                file: path, found: "totals that can't be read (\(error.localizedDescription))",
                expected: "the totals of a golden", remedy: "make the golden again with `toolrouter accept`")
        }
    }
}

extension GoldenTotals: Decodable {
    private enum Field: String, CodingKey {
        case planner, latency = "latency_us", cache, accuracy
        case cost = "cost_usd", p95, hits, misses
    }

    package init(from decoder: any Decoder) throws {
        let totals = try decoder.container(keyedBy: Field.self)
        let planner = try totals.nestedContainer(keyedBy: Field.self, forKey: .planner)
        cost = try planner.decodeIfPresent(Decimal.self, forKey: .cost).map { amount in
            guard let cost = Money(usd: "\(amount)") else {
                throw DecodingError.dataCorruptedError(
                    forKey: .cost, in: planner, debugDescription: "no amount: \(amount)")
            }
            return cost
        }
        latencyP95Microseconds = try totals.nestedContainer(keyedBy: Field.self, forKey: .latency)
            .decode(Int64.self, forKey: .p95)
        let cache = try totals.nestedContainer(keyedBy: Field.self, forKey: .cache)
        cacheHits = try cache.decode(Int.self, forKey: .hits)
        cacheMisses = try cache.decode(Int.self, forKey: .misses)
        accuracy = try totals.decode([String: Accuracy].self, forKey: .accuracy)
    }
}
