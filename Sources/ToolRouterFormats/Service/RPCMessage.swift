package import ToolRouter

/// One message of a client by JSON-RPC 2.0: a request, or a notification, which has no `id`.
package struct RPCMessage: Hashable, Sendable {
    /// What names a request to its client, written back as it came.
    package enum ID: Hashable, Sendable {
        /// A whole number, as it is written.
        case number(String)
        case text(String)

        /// Writes it as JSON.
        package func write(to writer: inout JSONWriter) {
            switch self {
            case .number(let digits): writer.literal(digits)
            case .text(let text): writer.string(text)
            }
        }
    }

    /// Nil for a notification.
    package var id: ID?
    /// What is asked for, such as `tools/call`.
    package var method: String
    /// What it is asked with; empty where nothing is.
    package var params: [String: PlanArgument]

    package init(id: ID?, method: String, params: [String: PlanArgument] = [:]) {
        self.id = id
        self.method = method
        self.params = params
    }
}

/// A body that is JSON, read as a message: or what keeps it from being one, and whose request it would have been.
package enum RPCBody: Sendable {
    case message(RPCMessage)
    /// Why it is none, in words for the client, and its `id` where it has one.
    case invalid(String, id: RPCMessage.ID?)
}

extension RPCBody: JSONReadable {
    /// The longest `id` and the longest `method`, in bytes.
    private static let longestID = 256

    package static var jsonKind: String { "an object" }

    /// Never throws: only what is no JSON is no body.
    package init(_ json: JSONValue) {
        do throws(FileError.Reason) {
            self = Self.read(try PlanArgument(json))
        } catch {
            let place = error.field.map { "`\($0)`: " } ?? ""
            self = .invalid("\(place)found \(error.found), expected \(error.expected ?? "another value")", id: nil)
        }
    }

    private static func read(_ value: PlanArgument) -> RPCBody {
        guard case .object(let members) = value else {
            if case .list = value {
                return .invalid("the body is a batch; send each message in a request of its own", id: nil)
            }
            return .invalid("the body is not a JSON object", id: nil)
        }
        let id: RPCMessage.ID?
        switch members["id"] {
        case nil: id = nil
        case .string(let text)? where text.utf8.count <= longestID: id = .text(text)
        case .number(let digits)? where isWhole(digits): id = .number(digits)
        default:
            return .invalid("`id` is neither a whole number nor a text of at most \(longestID) bytes", id: nil)
        }
        guard members["jsonrpc"] == .string("2.0") else { return .invalid("`jsonrpc` is not \"2.0\"", id: id) }
        guard case .string(let method)? = members["method"], !method.isEmpty, method.utf8.count <= longestID else {
            return .invalid("`method` is not a text of 1 to \(longestID) bytes", id: id)
        }
        switch members["params"] {
        case nil, .null?: return .message(RPCMessage(id: id, method: method))
        case .object(let params)?: return .message(RPCMessage(id: id, method: method, params: params))
        default: return .invalid("`params` is not an object", id: id)
        }
    }

    private static func isWhole(_ number: String) -> Bool {
        let digits = number.utf8.first == UInt8(ascii: "-") ? number.utf8.dropFirst() : number.utf8[...]
        return number.utf8.count <= longestID && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
    }
}
