import Glibc
package import ToolRouterFormats

/// Where a Redis is: `redis://host[:port][/database]`, an IPv6 address in brackets.
package struct RedisAddress: Hashable, Sendable {
    /// A name or an address, IPv6 without brackets.
    package let host: String
    /// From 1 to 65,535; 6379 where it is not said.
    package let port: Int
    /// From 0 to 65,535; 0 where it is not said.
    package let database: Int

    /// What an address looks like.
    private static let form = "redis://host[:port][/database]"
    private static let ports = 1...65_535
    private static let databases = 0...65_535

    /// Reads `url`.
    ///
    /// - Throws: what is wrong with it. It never repeats what `url` says, which may hold a password in any place.
    package static func parse(_ url: String) throws(FileError.Reason) -> RedisAddress {
        guard !url.contains("@") else {
            throw fault(
                "an address with a user or a password in it",
                "\(form) alone, since lists of processes and logs show it",
                "take it out; put the password into a variable of the environment and name that with `password_env`")
        }
        guard let colon = url.firstRange(of: "://") else {
            throw fault("an address without a scheme", form, "begin it with redis://")
        }
        switch url[..<colon.lowerBound].lowercased() {
        case "redis": break
        case "rediss":
            throw fault(
                "an address with TLS", "\(form): hiredis, as Debian 12 has it, can't encrypt",
                "use stunnel on this machine, or a private network")
        default: throw fault("an address with another scheme", form, "begin it with redis://")
        }
        let parts = url[colon.upperBound...].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard !url.contains(where: { "?#%".contains($0) }) else {
            throw fault("an address with parameters", form, "remove what begins with `?`, `#` or `%`")
        }
        let (host, port) = try split(parts[0])
        return RedisAddress(
            host: try checked(host), port: try number(port, among: ports, "port") ?? 6_379,
            database: try number(parts.count > 1 ? parts[1] : nil, among: databases, "database") ?? 0)
    }

    /// Takes the port off; nil when there is none.
    private static func split(_ text: Substring) throws(FileError.Reason) -> (Substring, Substring?) {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw fault("an address whose bracket is not closed", form, "write it as in redis://[::1]:6379")
            }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else {
                throw fault("an address with something behind its bracket", form, "write it as in redis://[::1]:6379")
            }
            return (text[...end], rest.isEmpty ? nil : rest.dropFirst())
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw fault("an address with several colons", form, "write an IPv6 address as in redis://[::1]:6379")
        }
        return (parts[0], parts.count > 1 ? parts[1] : nil)
    }

    private static func checked(_ host: Substring) throws(FileError.Reason) -> String {
        if host.first == "[" {
            let address = String(host.dropFirst().dropLast())
            var bytes = in6_addr()
            guard inet_pton(AF_INET6, address, &bytes) == 1 else {
                throw fault("a bracket without an IPv6 address", form, "write it as in redis://[::1]:6379")
            }
            return address
        }
        guard !host.isEmpty else { throw fault("an address without a host", form, "name the host") }
        guard host.utf8.count <= 253, host.utf8.allSatisfy(HostName.isByte) else {
            throw fault(
                "an address whose host is not a name", form, "write the host in ASCII, with letters, digits, . - _")
        }
        return String(host)
    }

    /// A number without sign and zeros before it; nil where there is none.
    private static func number(
        _ text: Substring?, among range: ClosedRange<Int>, _ name: String
    ) throws(FileError.Reason) -> Int? {
        guard let text, !(name == "database" && text.isEmpty) else { return nil }
        guard let number = Int(text), String(number) == text, range.contains(number) else {
            throw fault(
                "an address with another \(name) than there can be",
                "a \(name) from \(range.lowerBound) to \(range.upperBound) in \(form)", "correct the \(name)")
        }
        return number
    }

    private static func fault(_ found: String, _ expected: String, _ remedy: String) -> FileError.Reason {
        FileError.Reason(field: nil, found: found, expected: expected, remedy: remedy)
    }
}
