/// The members of a JSON object such as `{"tool":"docs","query":"returns","confidence":0.93}`, in which a model wrote its
/// plan; of equal names the last.
public struct PlanMembers: Sendable {
    /// The members that are the decoder's own.
    private static let reserved: Set<String> = ["tool", "confidence"]

    private let members: [String: JSONText.Member]

    /// The members of the object that `text` is; it begins with a brace.
    init(of text: ArraySlice<UInt8>) throws(PlanDecodingFailure) {
        var json = JSONText(text)
        _ = try json.value()
        guard json.position == text.endIndex else { throw .surroundingText }
        members = json.members
    }

    /// Whether there is a member of this name, be it null.
    public func has(_ name: String) -> Bool { members[name] != nil }

    /// The member of this name, where it is a string.
    public func text(_ name: String) -> String? {
        if case .string(let text) = self[name] { text } else { nil }
    }

    /// The member of this name, without what a list or an object holds; nil when there is none.
    subscript(name: String) -> PlanArgument? { members[name]?.value }

    /// All members but `tool` and `confidence`, nulls included. Throws when they hold more than
    /// `PlanArgument.maximumValues` together.
    public func arguments() throws(PlanDecodingFailure) -> [String: PlanArgument] {
        var room = PlanArgument.maximumValues
        var arguments: [String: PlanArgument] = [:]
        for (name, member) in members.sorted(by: { $0.key < $1.key }) where !Self.reserved.contains(name) {
            arguments[name] = try read(member, &room)
        }
        return arguments
    }

    /// The failure that the member of this name is not what was expected.
    public func invalid(_ name: String, expected: String) -> PlanDecodingFailure {
        let member = self[name]
        let found = member == .string("") ? "an empty string" : member?.kind ?? "absent"
        return .invalidPlan(field: name, found: found, expected: expected)
    }

    private func read(_ member: JSONText.Member, _ room: inout Int) throws(PlanDecodingFailure) -> PlanArgument {
        switch member.value {
        case .list, .object:
            var json = JSONText(member.text, room: room)
            let value = try json.value()
            room = json.room ?? 0
            return value
        case .string, .number, .bool, .null:
            guard room > 0 else { throw .tooManyValues }
            room -= 1
            return member.value
        }
    }
}
