package import ToolRouter

/// What gates need of the totals of a golden.
package struct GoldenTotals: Sendable {
    /// Nil when a reply had no price.
    package let cost: Money?
    /// Replies whose cost is an estimate; none in files that were made before estimates were told apart.
    package let estimatedReplies: Int
    /// The 95th percentile of the virtual latency.
    package let latencyP95Microseconds: Int64
    /// Requests answered from the cache.
    package let cacheHits: Int
    /// Requests that the cache had no answer for.
    package let cacheMisses: Int
    /// By planner.
    package let accuracy: [String: Accuracy]

    /// How often one planner was right.
    package struct Accuracy: Sendable {
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
        try Discretion(about: path, kind).reading { () throws(FileError) in try readQuoted(path) }
    }

    private static func readQuoted(_ path: String) throws(FileError) -> GoldenTotals {
        let bytes = try WholeFile.bytes(path, kind: kind, remedy: remedy)
        guard !bytes.isEmpty else {
            throw FileError(aboutFile: path, found: "an empty file", expected: kind, remedy: remedy)
        }
        let line = LineReader.Line(whole: bytes)
        do throws(FileError.Reason) {
            return try JSONLineReader().read(from: line)
        } catch {
            guard error.field == nil else {
                throw FileError(
                    path: path,
                    FileError.Reason(
                        field: error.field, found: error.found, expected: error.expected,
                        remedy: error.field == "version" ? error.remedy : remedy))
            }
            throw FileError(
                path: path,
                found: "text that is not a JSON object: \(Excerpt.of(String(decoding: line.bytes, as: UTF8.self)))",
                expected: kind, remedy: remedy)
        }
    }

    private static let version = 1
    private static let kind = "the totals of a golden"
    private static let remedy = "restore the golden, or make it again with `toolrouter accept`"
}

extension GoldenTotals: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(
            json, passingOverAllBut: ["version", "planner", "latency_us", "cache", "accuracy"])
        // First of all, since a newer version may have moved everything else.
        let version = try object.integer("version", in: 1...1_000_000)
        guard version == Self.version else {
            throw object.fault(
                "version", found: "version \(version)", expected: "version \(Self.version)",
                remedy: "use a toolrouter that reads totals of version \(version)")
        }
        let planner = try object.value("planner", as: PlannerTotals.self)
        cost = planner.cost
        estimatedReplies = planner.estimatedReplies
        latencyP95Microseconds = try object.value("latency_us", as: LatencyTotals.self).p95
        let cache = try object.value("cache", as: CacheTotals.self)
        cacheHits = cache.hits
        cacheMisses = cache.misses
        accuracy = try object.value("accuracy", as: [String: Accuracy].self)
    }
}

/// Counts stay far from where sums overflow.
private let counts: ClosedRange<Int64> = 0...1_000_000_000_000_000

private struct PlannerTotals: JSONReadable {
    let cost: Money?
    let estimatedReplies: Int

    init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: ["cost_usd", "estimated_replies"])
        cost = try object.optional("cost_usd", as: Money.self)
        estimatedReplies = Int(try object.optionalInteger("estimated_replies", in: counts) ?? 0)
    }
}

private struct LatencyTotals: JSONReadable {
    let p95: Int64

    init(_ json: JSONValue) throws(FileError.Reason) {
        p95 = try StrictObject(json, passingOverAllBut: ["p95"]).integer("p95", in: 0...Int64.max)
    }
}

private struct CacheTotals: JSONReadable {
    let hits: Int
    let misses: Int

    init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: ["hits", "misses"])
        hits = Int(try object.integer("hits", in: counts))
        misses = Int(try object.integer("misses", in: counts))
    }
}

extension GoldenTotals.Accuracy: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["strict", "spider", "errors", "not_comparable", "total"])
        strict = Int(try object.integer("strict", in: counts))
        spider = Int(try object.integer("spider", in: counts))
        errors = Int(try object.integer("errors", in: counts))
        // Those that were accepted before this was counted have none.
        _ = try object.optionalInteger("not_comparable", in: counts)
        total = Int(try object.integer("total", in: counts))
    }
}
