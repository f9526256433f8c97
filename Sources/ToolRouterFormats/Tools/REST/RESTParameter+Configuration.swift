import ToolRouter
import ToolRouterTools

extension RESTParameter {
    /// The whole numbers that every reader of JSON reads the same (RFC 8259, section 6).
    private static let integers = -9_007_199_254_740_991...9_007_199_254_740_991
    /// The numbers there are, in billionths.
    private static let numbers: ClosedRange<Int128> =
        -1_000_000_000_000_000_000_000_000...1_000_000_000_000_000_000_000_000

    /// Reads a parameter.
    init(_ node: ConfigurationNode, named name: String) throws(FileError) {
        let section = try ConfigurationSection(
            node, keys: ["type", "longest", "one_of", "from", "to", "default", "summary"])
        let type = try section.required("type", "one of `string`, `integer`, `number`, `boolean`, `user`, `tenant`")
        let word = try type.choice([
            "string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "user": "user",
            "tenant": "tenant",
        ])
        func refuse(_ keys: [String]) throws(FileError) {
            for key in keys {
                guard let value = section[key] else { continue }
                throw value.fault(
                    found: "the key `\(key)`", expected: "no such key, as the type is \(word)", remedy: "remove it")
            }
        }
        let kind: Kind
        switch word {
        case "string":
            try refuse(["from", "to"])
            kind = try Self.text(section)
        case "integer":
            try refuse(["longest", "one_of"])
            kind = .integer(try Self.integers(section))
        case "number":
            try refuse(["longest", "one_of"])
            kind = .number(try Self.numbers(section))
        case "boolean":
            try refuse(["from", "to", "longest", "one_of"])
            kind = .boolean
        default:
            try refuse(["from", "to", "longest", "one_of", "default"])
            kind = word == "user" ? .user : .tenant
        }
        let summary = try section["summary"]?.name("a sentence", longest: 300) ?? ""
        let standard = try section["default"]?.text("a value")
        do throws(RouterError) {
            try self.init(name, kind, summary: summary, standard: standard.map { .string($0) })
        } catch {
            throw (section["default"] ?? node).fault(
                expected: error.hint.map { String($0.drop { $0 != " " }.dropFirst()) } ?? "a value of the type",
                remedy: "correct the value")
        }
    }

    private static func text(_ section: ConfigurationSection) throws(FileError) -> Kind {
        guard let choices = section["one_of"] else {
            return .text(longest: try section.integer("longest", in: 1...2_000) ?? 200)
        }
        if let longest = section["longest"] {
            throw longest.fault(found: "the key `longest`", expected: "either it or `one_of`", remedy: "remove it")
        }
        return .choice(
            try choices.someElements("a list of texts").distinct { node throws(FileError) in
                try node.name("a text", longest: 200)
            })
    }

    private static func integers(_ section: ConfigurationSection) throws(FileError) -> ClosedRange<Int64> {
        let from = try section.integer("from", in: integers) ?? integers.lowerBound
        let to = try section.integer("to", in: integers) ?? integers.upperBound
        guard from <= to else { throw empty(section) }
        return Int64(from)...Int64(to)
    }

    private static func numbers(_ section: ConfigurationSection) throws(FileError) -> ClosedRange<Int128> {
        func bound(_ key: String) throws(FileError) -> Int128? {
            guard let node = section[key] else { return nil }
            let expected = "a decimal number with at most \(fractionDigits) digits behind the point"
            let text = try node.text(expected)
            guard text.utf8.count <= 30, !text.contains(where: { $0 == "e" || $0 == "E" }),
                let number = DecimalText(text, fractionDigits: fractionDigits)?.scaled, numbers.contains(number)
            else { throw node.fault(expected: expected, remedy: "correct the number") }
            return number
        }
        let from = try bound("from") ?? numbers.lowerBound
        let to = try bound("to") ?? numbers.upperBound
        guard from <= to else { throw empty(section) }
        return from...to
    }

    private static func empty(_ section: ConfigurationSection) -> FileError {
        (section["from"] ?? section.node).fault(expected: "at most what `to` says", remedy: "correct one of them")
    }
}
