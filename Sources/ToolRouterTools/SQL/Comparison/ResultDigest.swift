import Crypto
package import ToolRouter

/// The rows of an answer, reduced to what a comparison needs.
package struct ResultDigest: Hashable, Sendable {
    /// The first 128 bits of a SHA-256 over the rows in order, in hexadecimal.
    package var ordered: String
    /// The same over the rows sorted: equal for two results with the same rows in any order.
    package var bag: String
    /// How many rows there are.
    package var rowCount: Int
    /// Whether a budget cut the rows short; then they can't be compared.
    package var isTruncated: Bool
    /// Whether the order of the rows is part of the answer. Where the recording does not say, it is.
    package var orderMatters: Bool

    package init(ordered: String, bag: String, rowCount: Int, isTruncated: Bool, orderMatters: Bool) {
        self.ordered = ordered
        self.bag = bag
        self.rowCount = rowCount
        self.isTruncated = isTruncated
        self.orderMatters = orderMatters
    }

    /// Whether all rows are there.
    var isComplete: Bool { !isTruncated }

    /// Whether both are the same rows: the same list when this one's order matters, else the same bag. A result that
    /// was cut short equals none.
    package func hasSameRows(as other: ResultDigest) -> Bool {
        guard !isTruncated, !other.isTruncated else { return false }
        return orderMatters ? ordered == other.ordered : bag == other.bag
    }
}

extension ResultDigest {
    /// The digest of `result`.
    package init(_ result: ResultSet, orderMatters: Bool) {
        let rows = RowEncoding.ordered(result.rows)
        let sorted = result.rows.count < 2 ? rows : RowEncoding.bag(result.rows)
        let ordered = Self.digest(rows)
        self.init(
            ordered: ordered, bag: sorted == rows ? ordered : Self.digest(sorted),
            rowCount: result.rows.count, isTruncated: result.isTruncated, orderMatters: orderMatters)
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return SHA256.hash(data: bytes).withUnsafeBytes { hash in
            String(unsafeUninitializedCapacity: 32) { text in
                for (index, byte) in hash.prefix(16).enumerated() {
                    text[2 * index] = digits[Int(byte >> 4)]
                    text[2 * index + 1] = digits[Int(byte & 0xF)]
                }
                return 32
            }
        }
    }
}
