import Crypto
package import ToolRouter
package import ToolRouterFormats

extension ResultDigest {
    /// The digest of `result`.
    package init(_ result: ResultSet, orderMatters: Bool) {
        self.init(
            ordered: Self.digest(RowEncoding.ordered(result.rows)), bag: Self.digest(RowEncoding.bag(result.rows)),
            rowCount: result.rows.count, isTruncated: result.isTruncated, orderMatters: orderMatters)
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in SHA256.hash(data: bytes).prefix(16) {
            let digits = String(byte, radix: 16)
            text += digits.utf8.count == 1 ? "0" + digits : digits
        }
        return text
    }
}
