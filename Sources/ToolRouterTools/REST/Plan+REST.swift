package import ToolRouter

extension Plan {
    /// The endpoint that a plan for `rest` names; nil where it names none.
    package var restEndpoint: String? {
        if case .string(let name)? = arguments["endpoint"] { name } else { nil }
    }

    /// What a plan for `rest` says of the endpoint's parameters, as texts: what a recording tells calls apart by.
    package var restParameters: [String: String] {
        guard case .object(let values)? = arguments["parameters"] else { return [:] }
        return values.mapValues { value in
            switch value {
            case .string(let text), .number(let text): text
            case .bool(let value): value ? "true" : "false"
            // No endpoint takes one of these.
            case .null, .list, .object: ""
            }
        }
    }
}
