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
        let line = LineReader.Line(bytes: try bytes(path), number: 0, offset: 0, isTerminated: true)
        do throws(JSONLineFault) {
            return try JSONLineDecoder().decode(from: line)
        } catch {
            guard error.field == nil else {
                throw FileError(
                    file: path, field: error.field, found: error.found, expected: error.expected,
                    remedy: error.field == "version" ? error.remedy : remedy)
            }
            throw FileError(
                file: path,
                found: "text that is no JSON object: \(Excerpt.of(String(decoding: line.bytes, as: UTF8.self)))",
                expected: "the totals of a golden", remedy: remedy)
        }
    }

    private static let version = 1
    /// Totals have one size, but for the number of planners.
    private static let largestFile = 1_048_576
    private static let remedy = "restore the golden, or make it again with `toolrouter accept`"

    private static func bytes(_ path: String) throws(FileError) -> Data {
        func fault(_ found: String) -> FileError {
            FileError(file: path, found: found, expected: "the totals of a golden", remedy: remedy)
        }
        guard FileManager.default.fileExists(atPath: path) else { throw fault("no file") }
        guard OrdinaryFile.exists(at: path) else { throw fault("what is no ordinary file") }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw fault("a file that can't be opened") }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: largestFile + 1) ?? Data()
        } catch {
            throw fault("a file that can't be read")
        }
        guard !data.isEmpty else { throw fault("an empty file") }
        guard data.count <= largestFile else { throw fault("a file of more than 1 MiB") }
        return data
    }
}

extension GoldenTotals: Decodable {
    private enum Field: String, CodingKey {
        case planner, latency = "latency_us", cache, accuracy
        case cost = "cost_usd", p95, hits, misses
    }

    package init(from decoder: any Decoder) throws {
        let object = try StrictObject(decoder)
        // First of all, since a newer version may have moved everything else.
        let version = try object.integer("version", in: 1...1_000_000)
        guard version == Self.version else {
            throw object.fault(
                "version", found: "version \(version)", expected: "version \(Self.version)",
                remedy: "use a toolrouter that reads totals of version \(version)")
        }
        let totals = try decoder.container(keyedBy: Field.self)
        let planner = try totals.nestedContainer(keyedBy: Field.self, forKey: .planner)
        cost = try planner.decodeIfPresent(Decimal.self, forKey: .cost).map { amount in
            guard let cost = Money(usd: "\(amount)") else {
                throw JSONLineFault(
                    field: "planner.cost_usd", found: "the number \(amount)",
                    expected: "USD with at most 12 decimals", remedy: "correct the number")
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
