import NIOHTTP1
import ToolRouter

/// The API key that a request brings, if it brings one: `Authorization: Bearer KEY` or `x-api-key: KEY`.
///
/// Nothing else is one: no cookie, and nothing in the query, which ends up in logs.
enum PresentedKey: Equatable {
    /// There is none.
    case none
    /// This is what was brought; nobody has looked yet whether anybody knows it.
    case token(String)
    /// Something was brought that can be no key, so that it is as good as a wrong one.
    case unreadable(String)

    /// The longest key in bytes.
    static let longest = 256

    init(_ headers: HTTPHeaders) {
        var tokens: [String] = []
        for value in headers["authorization"] {
            guard let token = Self.bearer(value) else {
                self = .unreadable("the header Authorization is not `Bearer` and a key")
                return
            }
            tokens.append(token)
        }
        tokens += headers["x-api-key"]
        guard let first = tokens.first else {
            self = .none
            return
        }
        guard tokens.allSatisfy({ $0.hasSameBytes(as: first) }) else {
            self = .unreadable("the request brings more than one key")
            return
        }
        guard 1...Self.longest ~= first.utf8.count, first.utf8.allSatisfy(Self.isTokenByte) else {
            self = .unreadable("what the request brings can't be a key")
            return
        }
        self = .token(first)
    }

    /// What stands behind the scheme, whose case does not matter (RFC 9110, section 11.1).
    private static func bearer(_ value: String) -> String? {
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }

    /// Whether the byte may be part of a key (`token68`, RFC 9110, section 11.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}
