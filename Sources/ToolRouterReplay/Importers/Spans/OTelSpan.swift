import Foundation
import ToolRouter
import ToolRouterFormats

/// One span of OTLP's JSON: names in camelCase or snake_case, identifiers in hexadecimal or base64, numbers of 64 bits as
/// numbers or texts, and values of enumerations as numbers or names.
struct OTelSpan {
    /// An event of a span.
    struct Event {
        let name: String
        let attributes: OTelAttributes
    }

    /// 32 hexadecimal digits.
    let trace: String
    /// 16 hexadecimal digits.
    let id: String
    /// The span around it, if any.
    let parent: String?
    let start: Timestamp
    let end: Timestamp
    let isError: Bool
    /// What the status says.
    let message: String
    let attributes: OTelAttributes
    let events: [Event]

    init(_ json: ForeignValue) throws(FileError.Reason) {
        trace = try Self.identifier(json, "traceId", "trace_id", bytes: 16)
        id = try Self.identifier(json, "spanId", "span_id", bytes: 8)
        parent = try? Self.identifier(json, "parentSpanId", "parent_span_id", bytes: 8)
        start = try Self.moment(json, "startTimeUnixNano", "start_time_unix_nano")
        end = try Self.moment(json, "endTimeUnixNano", "end_time_unix_nano")
        let status = json["status"]
        let code = status?["code"]
        isError = code?.integer == 2 || code?.text == "STATUS_CODE_ERROR"
        message = status?["message"]?.text ?? ""
        attributes = OTelAttributes(json["attributes"])
        events = (json["events"]?.elements ?? []).map { event in
            Event(name: event["name"]?.text ?? "", attributes: OTelAttributes(event["attributes"]))
        }
    }

    private static func identifier(
        _ json: ForeignValue, _ name: String, _ other: String, bytes count: Int
    ) throws(FileError.Reason) -> String {
        let value = json[name, other]
        if let text = value?.text {
            if text.utf8.count == 2 * count, text.utf8.allSatisfy({ isHexadecimal($0) }) { return text.lowercased() }
            if text.utf8.count <= 2 * count, let data = Data(base64Encoded: text), data.count == count {
                return data.map { byte in
                    let digits = String(byte, radix: 16)
                    return digits.utf8.count == 1 ? "0" + digits : digits
                }.joined()
            }
        }
        throw FileError.Reason(
            field: name, found: value?.words ?? "nothing", expected: "\(count) bytes in hexadecimal or base64",
            remedy: "export the spans again, or remove this one")
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static func moment(
        _ json: ForeignValue, _ name: String, _ other: String
    ) throws(FileError.Reason) -> Timestamp {
        let value = json[name, other]
        if let nanoseconds = value?.integer, nanoseconds > 0 { return Timestamp(nanoseconds: nanoseconds) }
        throw FileError.Reason(
            field: name, found: value?.words ?? "nothing", expected: "nanoseconds since 1970, as a number or a text",
            remedy: "export the spans again, or remove this one")
    }
}

/// The attributes of a span, an event or a resource.
struct OTelAttributes {
    private var byName: [String: ForeignValue] = [:]

    /// Reads a list of keys and values; what is no such list has none.
    init(_ json: ForeignValue?) {
        for attribute in json?.elements ?? [] {
            guard let key = attribute["key"]?.text, byName[key] == nil, let value = attribute["value"] else { continue }
            byName[key] = Self.plain(value)
        }
    }

    /// The value without the words for its type.
    private static func plain(_ value: ForeignValue) -> ForeignValue {
        if let text = value["stringValue", "string_value"] { return text }
        if let number = value["intValue", "int_value", "doubleValue", "double_value"] {
            // One of 64 bits may be a text.
            if let digits = number.text { return .number(digits) }
            return number
        }
        if let bool = value["boolValue", "bool_value"] { return bool }
        if let list = value["arrayValue", "array_value"] {
            return .list((list["values"]?.elements ?? []).map { plain($0) })
        }
        if let object = value["kvlistValue", "kvlist_value"] { return .object(OTelAttributes(object["values"]).byName) }
        return .null
    }

    /// The value of the first of `names` that is there.
    subscript(names: String...) -> ForeignValue? {
        for name in names {
            if let value = byName[name], !value.isNull { return value }
        }
        return nil
    }

    /// The text of the first of `names` that has one.
    func text(_ names: String...) -> String? {
        for name in names {
            if let text = byName[name]?.text { return text }
        }
        return nil
    }

    /// The number of the first of `names` that has one.
    func integer(_ names: String...) -> Int64? {
        for name in names {
            if let integer = byName[name]?.integer { return integer }
        }
        return nil
    }

    /// Whether any name begins with `prefix`.
    func has(prefix: String) -> Bool { byName.keys.contains { $0.hasPrefix(prefix) } }
}
