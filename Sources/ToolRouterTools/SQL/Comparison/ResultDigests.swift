package import ToolRouter

/// Makes digests of results, and remembers those of small ones: most results of a replay have been there before.
///
/// Takes at most 20 MB. What it remembers never changes a digest, since the rows themselves are compared.
package struct ResultDigests {
    private struct Known {
        /// The rows as `RowEncoding` has them.
        let rows: [UInt8]
        let ordered: String
        let bag: String
    }

    /// The largest result that is remembered, in bytes of its encoding.
    private static let largest = 4_096
    /// How many results are remembered; of two that share a place the later one is.
    private static let mostKnown = 4_096

    private var rows: [UInt8] = []
    private var known = [Known?](repeating: nil, count: mostKnown)

    package init() {}

    /// The digest of `result`.
    package mutating func digest(of result: ResultSet, orderMatters: Bool) -> ResultDigest {
        rows.removeAll(keepingCapacity: rows.capacity <= 16 * Self.largest)
        for row in result.rows { RowEncoding.append(row, to: &rows) }
        guard rows.count <= Self.largest else { return ResultDigest(result, orderMatters: orderMatters) }

        let place = rows.withUnsafeBytes { Int(truncatingIfNeeded: QuickHash($0).value % UInt64(Self.mostKnown)) }
        if let known = known[place], known.rows == rows {
            return ResultDigest(
                ordered: known.ordered, bag: known.bag, rowCount: result.rows.count, isTruncated: result.isTruncated,
                orderMatters: orderMatters)
        }
        let digest = ResultDigest(result, orderMatters: orderMatters)
        known[place] = Known(rows: Array(rows), ordered: digest.ordered, bag: digest.bag)
        return digest
    }
}
