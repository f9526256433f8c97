import Crypto
package import ToolRouter
package import ToolRouterFormats

extension ResultDigest {
    /// The digest of `result`.
    package init(_ result: ResultSet, orderMatters: Bool) {
        let ordered = Self.digest(RowEncoding.ordered(result.rows))
        self.init(
            ordered: ordered, bag: result.rows.count < 2 ? ordered : Self.digest(RowEncoding.bag(result.rows)),
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
