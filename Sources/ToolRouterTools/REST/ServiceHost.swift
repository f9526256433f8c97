import ToolRouter

/// The host of a service: a name, or an address in its one usual spelling.
///
/// Other spellings of addresses (octal, hexadecimal, a single number, letters beyond ASCII) mean different hosts to different readers,
/// which is how a check is got round; they are refused.
package enum ServiceHost: Hashable, Sendable {
    /// A name of DNS, in lower case.
    case name(String)
    /// An address in the usual spelling (RFC 5952), without brackets.
    case address(String)

    /// Reads a host as it stands in a URL, IPv6 in brackets.
    package init(_ text: String) throws(URLTemplateFault) {
        if text.hasPrefix("[") {
            let address = text.dropFirst().dropLast()
            guard text.hasSuffix("]"), CallerAddress.spelling(of: String(address)) == address.lowercased() else {
                throw URLTemplateFault(
                    found: "an address that is not in its usual spelling", expected: "one such as [2001:db8::1]",
                    remedy: "write it as RFC 5952 says; one of IPv4 as 192.0.2.1")
            }
            self = .address(address.lowercased())
            return
        }
        guard Self.isName(text) else {
            throw URLTemplateFault(
                found: "a host that is not a DNS name", expected: "letters, digits and hyphens, with dots between them",
                remedy: "write a name with other letters in Punycode, as xn--mnchen-3ya.example")
        }
        let name = text.lowercased()
        let last = name.split(separator: ".").last ?? ""
        // What ends in a number is an address (WHATWG URL, section 3.5).
        let isNumber = last.utf8.allSatisfy(\.isDigit) || last.hasPrefix("0x")
        guard !isNumber else {
            guard CallerAddress.spelling(of: name) == name else {
                throw URLTemplateFault(
                    found: "an address that is not in its usual spelling",
                    expected: "four decimal numbers from 0 to 255 without leading zeros",
                    remedy: "write it as 192.0.2.1")
            }
            self = .address(name)
            return
        }
        self = .name(name)
    }

    /// The host as it stands in a URL.
    package var text: String {
        switch self {
        case .name(let name): name
        case .address(let address): address.contains(":") ? "[\(address)]" : address
        }
    }

    /// Labels of letters, digits and hyphens (RFC 1123, section 2.1), at most 253 bytes.
    private static func isName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                1...63 ~= label.count && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }
}

extension UInt8 {
    /// Whether it is a digit of ASCII.
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    /// Whether it is a letter or a digit of ASCII.
    var isLetterOrDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}
