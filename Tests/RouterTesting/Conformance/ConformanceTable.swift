import Foundation

/// A behaviour table: what other implementations do, as data.
///
/// Those beside the tests of the router are read, or those in the folder that `TOOLROUTER_CONFORMANCE` names.
package struct ConformanceTable: Decodable, Sendable {
    /// In the order of the file.
    package let cases: [ConformanceCase]

    private static let ownFolder = URL(filePath: #filePath)
        .appending(path: "../../../ToolRouterTests/Conformance/Tables").standardizedFileURL

    private static var folder: URL {
        ProcessInfo.processInfo.environment["TOOLROUTER_CONFORMANCE"].map { URL(filePath: $0) } ?? ownFolder
    }

    /// Whether the tables are those that the expectations on what runs were made for.
    package static var isOwn: Bool { folder == ownFolder }

    /// The table of that name.
    package static func read(_ name: String) throws -> ConformanceTable {
        let file = folder.appending(path: name + ".json")
        return try JSONDecoder().decode(ConformanceTable.self, from: Data(contentsOf: file))
    }
}

/// One case: a configuration and steps in order of time.
package struct ConformanceCase: Decodable, Sendable {
    /// Names it.
    package let id: String
    /// What is set up.
    package let config: [String: ConformanceValue]
    /// What is done then, in order.
    package let steps: [ConformanceStep]
    /// The features it asks for.
    package let requires: [String]?
}

/// One step: an operation at a time, its arguments, and the fields that are asserted.
package struct ConformanceStep: Decodable, Sendable {
    /// All but what is asserted.
    package let arguments: [String: ConformanceValue]
    /// What is asserted.
    package let expect: [String: ConformanceValue]

    package init(from decoder: any Decoder) throws {
        var arguments = try decoder.singleValueContainer().decode([String: ConformanceValue].self)
        let expect = arguments.removeValue(forKey: "expect")
        self.arguments = arguments
        self.expect = expect?.object ?? [:]
    }

    /// When it happens, in the unit of its table.
    package var time: Int64 { arguments["t"]?.integer ?? 0 }
    /// What happens.
    package var operation: String { arguments["op"]?.string ?? "" }

    /// The reason why a case with this step can't be run, when it uses more than is known here.
    ///
    /// - Parameter members: the known members of fields that are objects.
    package func unknown(
        arguments known: Set<String>, fields: Set<String>, members: [String: Set<String>] = [:]
    ) -> String? {
        if let name = Set(arguments.keys).subtracting(known).subtracting(["t", "op"]).min() {
            return "\(operation) has the argument \(name)"
        }
        if let name = Set(expect.keys).subtracting(fields).min() { return "\(operation) asserts \(name)" }
        for (field, known) in members.sorted(by: { $0.key < $1.key }) {
            if let name = Set((expect[field]?.object ?? [:]).keys).subtracting(known).min() {
                return "\(operation) asserts \(field).\(name)"
            }
        }
        return nil
    }
}

/// Any JSON value.
package enum ConformanceValue: Decodable, Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([ConformanceValue])
    case object([String: ConformanceValue])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([ConformanceValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: ConformanceValue].self))
        }
    }

    /// The number, when it was written as an integer.
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    /// The number, when it is a whole one however it is written.
    package var whole: Int? {
        switch self {
        case .integer(let value): Int(value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }
    /// The text.
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The elements.
    package var array: [ConformanceValue]? { if case .array(let value) = self { value } else { nil } }
    /// The members.
    package var object: [String: ConformanceValue]? { if case .object(let value) = self { value } else { nil } }
}
