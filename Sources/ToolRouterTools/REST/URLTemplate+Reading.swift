extension URLTemplate {
    /// Reads a template. It takes the strictest reading of RFC 3986 that services need: no user, no fragment, no empty segment but
    /// the last, none that leads upwards however it is encoded, and ASCII only.
    package init(_ text: String) throws(URLTemplateFault) {
        guard text.utf8.count <= Self.longest else {
            throw URLTemplateFault(
                found: "a text of \(text.utf8.count) bytes", expected: "at most \(Self.longest)", remedy: "shorten it")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw URLTemplateFault(
                found: "blanks, backslashes or letters beyond ASCII", expected: "a URL in visible ASCII",
                remedy: "percent-encode them")
        }
        guard !text.utf8.contains(UInt8(ascii: "#")) else {
            throw URLTemplateFault(found: "a fragment", expected: "a URL without one", remedy: "leave it out")
        }
        let (isSecure, rest) = try Self.scheme(text)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let (host, port) = try Self.authority(String(rest[..<end]))
        self.isSecure = isSecure
        self.host = host
        self.port = port == (isSecure ? 443 : 80) ? nil : port
        let mark = rest[end...].firstIndex(of: "?")
        let path = rest[end..<(mark ?? rest.endIndex)]
        segments = try Self.segments(path.isEmpty ? "" : path.dropFirst())
        query = try mark.map { mark throws(URLTemplateFault) in try Self.query(rest[rest.index(after: mark)...]) }
    }

    private static func scheme(_ text: String) throws(URLTemplateFault) -> (isSecure: Bool, rest: Substring) {
        if text.hasPrefix("https://") { return (true, text.dropFirst(8)) }
        if text.hasPrefix("http://") { return (false, text.dropFirst(7)) }
        throw URLTemplateFault(
            found: "another scheme than https and http", expected: "a URL that begins with https:// or http://",
            remedy: "write it in small letters")
    }

    private static func authority(_ text: String) throws(URLTemplateFault) -> (ServiceHost, Int?) {
        guard !text.contains("@") else {
            throw URLTemplateFault(
                found: "a user or a password", expected: "a host, and a port or none",
                remedy: "send what identifies you in a header: `headers: {authorization: {env: NAME}}`")
        }
        guard !text.contains("{"), !text.contains("}") else {
            throw URLTemplateFault(
                found: "a parameter in the host or port",
                expected: "parameters in the path or in values of the query only",
                remedy: "write one endpoint for each host")
        }
        let bracket = text.lastIndex(of: "]")
        guard let colon = text[(bracket ?? text.startIndex)...].firstIndex(of: ":") else {
            return (try ServiceHost(text), nil)
        }
        let digits = String(text[text.index(after: colon)...])
        guard let port = Int(digits), String(port) == digits, 1...65_535 ~= port else {
            throw URLTemplateFault(
                found: "a port that is none", expected: "a number from 1 to 65535 without leading zeros",
                remedy: "correct it, or leave it out with its colon")
        }
        return (try ServiceHost(String(text[..<colon])), port)
    }

    private static func segments(_ path: Substring) throws(URLTemplateFault) -> [[Part]] {
        let texts = path.split(separator: "/", omittingEmptySubsequences: false)
        var segments: [[Part]] = []
        for (place, text) in texts.enumerated() {
            guard !text.isEmpty || place == texts.count - 1 else {
                throw URLTemplateFault(found: "an empty segment", expected: "a path without //", remedy: "leave it out")
            }
            guard !leadsAstray(text) else {
                throw URLTemplateFault(
                    found: "a segment . or .., or an encoded slash", expected: "a path that leads downwards",
                    remedy: "write the path that is meant")
            }
            segments.append(try parts(text, besides: "!$&'()*+,;=:@"))
        }
        return segments
    }

    /// Whether somebody who decodes a segment sees another path.
    private static func leadsAstray(_ segment: Substring) -> Bool {
        let decoded = segment.lowercased().replacing("%2e", with: ".")
        return decoded == "." || decoded == ".." || decoded.contains("%2f") || decoded.contains("%5c")
            || decoded.contains("%00") || decoded.contains("%25")
    }

    private static func query(_ text: Substring) throws(URLTemplateFault) -> [(name: String, value: [Part]?)] {
        var pairs: [(name: String, value: [Part]?)] = []
        for pair in text.split(separator: "&", omittingEmptySubsequences: false) {
            let sign = pair.firstIndex(of: "=")
            let name = try parts(pair[..<(sign ?? pair.endIndex)], besides: "!$'()*+,;:@/?")
            guard case .text(let name)? = name.first, pair.startIndex != sign else {
                throw URLTemplateFault(
                    found: "a pair of the query without a name of its own", expected: "name=value, with & between them",
                    remedy: "write parameters as values only")
            }
            guard !pair[..<(sign ?? pair.endIndex)].contains("{") else {
                throw URLTemplateFault(
                    found: "a parameter in a name of the query", expected: "name=value",
                    remedy: "write parameters as values only")
            }
            let value = try sign.map { sign throws(URLTemplateFault) in
                try parts(pair[pair.index(after: sign)...], besides: "!$'()*+,;=:@/?")
            }
            pairs.append((name, value))
        }
        return pairs
    }

    /// The pieces of a text of unreserved characters, `besides` them these, and escapes.
    private static func parts(_ text: Substring, besides others: String) throws(URLTemplateFault) -> [Part] {
        var parts: [Part] = []
        var rest = text
        while !rest.isEmpty {
            if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw URLTemplateFault(found: "a brace that is not closed", expected: "{name}", remedy: "close it")
                }
                let name = String(rest[rest.index(after: rest.startIndex)..<end])
                guard RESTParameter.isName(name) else {
                    throw URLTemplateFault(
                        found: "braces around what is not a name", expected: "{name}, of small letters, digits and _",
                        remedy: "correct the name")
                }
                parts.append(.parameter(name))
                rest = rest[rest.index(after: end)...]
                continue
            }
            let end = rest.firstIndex(of: "{") ?? rest.endIndex
            let literal = String(rest[..<end])
            guard isLiteral(literal, others) else {
                throw URLTemplateFault(
                    found: "a character that must be encoded", expected: "path?name=value in RFC 3986's characters",
                    remedy: "percent-encode it")
            }
            parts.append(.text(literal))
            rest = rest[end...]
        }
        return parts
    }

    private static func isLiteral(_ text: String, _ others: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard bytes.count >= 2, bytes.prefix(2).allSatisfy(\.isHexadecimalDigit) else { return false }
                bytes = bytes.dropFirst(2)
            } else if !PercentEncoding.isUnreserved(byte), !others.utf8.contains(byte) {
                return false
            }
        }
        return true
    }
}
