import NIOHTTP1
import ToolRouter

/// Finds the route of a request.
struct RouteTable: Sendable {
    /// What a method and a path lead to.
    enum Match {
        /// The route of that number, and what stands in place of its last part.
        case route(Int, parameter: String)
        /// A path that there is, which takes these methods only, sorted.
        case otherMethods([String])
        /// No route.
        case none
    }

    /// The numbers of the routes by their whole paths.
    private var whole: [String: [Int]] = [:]
    /// The same of those whose last part stands for any text, by what stands before it.
    private var open: [(prefix: String, numbers: [Int])] = []
    private let methods: [HTTPMethod]

    init(_ routes: [ServiceRoute]) {
        methods = routes.map(\.method)
        for (number, route) in routes.enumerated() {
            guard route.path.hasSuffix("}"), let brace = route.path.lastIndex(of: "{") else {
                whole[route.path, default: []].append(number)
                continue
            }
            let prefix = String(route.path[..<brace])
            if let place = open.firstIndex(where: { $0.prefix == prefix }) {
                open[place].numbers.append(number)
            } else {
                open.append((prefix, [number]))
            }
        }
    }

    func match(_ method: HTTPMethod, _ path: String) -> Match {
        if let numbers = whole[path] { return choose(among: numbers, method, parameter: "") }
        for (prefix, numbers) in open where path.utf8.starts(with: prefix.utf8) {
            let rest = path.utf8.dropFirst(prefix.utf8.count)
            guard !rest.isEmpty, !rest.contains(UInt8(ascii: "/")), let parameter = PercentText.decoded(rest) else {
                continue
            }
            return choose(among: numbers, method, parameter: parameter)
        }
        return .none
    }

    private func choose(among numbers: [Int], _ method: HTTPMethod, parameter: String) -> Match {
        let wanted = method == .HEAD ? .GET : method
        if let number = numbers.first(where: { methods[$0] == wanted }) { return .route(number, parameter: parameter) }
        var names = numbers.map { methods[$0].rawValue }
        if names.contains("GET") { names.append("HEAD") }
        return .otherMethods(names.sorted())
    }
}

/// Percent-encoded text (RFC 3986, section 2.1).
enum PercentText {
    /// What `bytes` mean; nil for broken escapes, for what is not UTF-8 and for control characters.
    static func decoded(_ bytes: some Sequence<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
            decoded.append(high << 4 | low)
        }
        guard decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
