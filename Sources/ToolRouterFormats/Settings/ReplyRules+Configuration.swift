import ToolRouter

extension ReplyRules {
    /// Reads what is let in of that which models write around plans.
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["strip", "tool_calls"])
        self.init()
        if let strip = section["strip"] { self.strip = try Self.wrappings(strip) }
        if let calls = section["tool_calls"] { readsToolCalls = try Self.isOn(calls) }
    }

    private static func wrappings(_ node: ConfigurationNode) throws(FileError) -> Set<ReplyWrapping> {
        let names = ReplyWrapping.allCases.map(\.rawValue).joined(separator: ", ")
        let expected = "a list of \(names)"
        return Set(
            try node.elements(expected).distinct { node throws(FileError) in
                guard let wrapping = ReplyWrapping(rawValue: try node.text(expected)) else {
                    throw node.fault(expected: "one of \(names)", remedy: "correct it")
                }
                return wrapping
            })
    }

    private static func isOn(_ node: ConfigurationNode) throws(FileError) -> Bool {
        switch try node.text("`on` or `off`") {
        case "on": return true
        case "off": return false
        default: throw node.fault(expected: "`on` or `off`", remedy: "correct it")
        }
    }
}
