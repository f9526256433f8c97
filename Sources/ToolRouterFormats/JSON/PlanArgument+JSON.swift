package import ToolRouter

/// Any JSON value, numbers as they are written; of an object each name comes once.
extension PlanArgument: JSONReadable {
    package static var jsonKind: String { "a value" }

    /// Reads `json`, which may hold at most `maximumValues` values, those inside others included.
    package init(_ json: JSONValue) throws(FileError.Reason) {
        var count = 0
        self = try Self.read(json, counting: &count)
    }

    private static func read(_ json: JSONValue, counting count: inout Int) throws(FileError.Reason) -> PlanArgument {
        count += 1
        guard count <= maximumValues else {
            throw FileError.Reason(
                field: nil, found: "more than \(maximumValues) values", expected: "at most \(maximumValues) values",
                remedy: "send fewer")
        }
        if let text = json.text { return .string(text) }
        if let number = json.number { return .number(number) }
        if let bool = json.bool { return .bool(bool) }
        if json.elements != nil {
            return .list(
                try json.list { json throws(FileError.Reason) in try read(json, counting: &count) })
        }
        if json.namesAndValues != nil {
            return .object(
                try json.dictionary { json throws(FileError.Reason) in try read(json, counting: &count) })
        }
        return .null
    }
}
