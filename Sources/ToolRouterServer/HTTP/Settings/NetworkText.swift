import Glibc
import ToolRouterFormats

/// A network of addresses as it is written: `10.0.0.0/8`, `2001:db8::/32`, or one address alone.
enum NetworkText {
    /// The text of `node`, which is a network.
    static func read(_ node: ConfigurationNode) throws(FileError) -> String {
        let expected = "an address such as 10.1.0.9, or a network such as 10.0.0.0/8"
        let text = try node.name(expected)
        guard isNetwork(text) else {
            throw node.fault(expected: expected, remedy: "write it in digits, without a name, a port or a zone")
        }
        return text
    }

    /// Whether `text` is an address, with or without the number of bits that its network has in common.
    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let address = String(parts[0])
        guard let bits = bits(of: address) else { return false }
        guard parts.count == 2 else { return true }
        guard let prefix = Int(parts[1]), String(prefix) == parts[1] else { return false }
        return 0...bits ~= prefix
    }

    /// The bits of an address; nil when it is none.
    private static func bits(of address: String) -> Int? {
        withUnsafeTemporaryAllocation(byteCount: 16, alignment: 4) { bytes in
            if inet_pton(AF_INET, address, bytes.baseAddress) == 1 { return 32 }
            return inet_pton(AF_INET6, address, bytes.baseAddress) == 1 ? 128 : nil
        }
    }
}
