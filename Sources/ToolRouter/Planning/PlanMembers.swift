/// The members of a JSON object such as `{"tool":"docs","query":"returns","confidence":0.93}`, in which a model wrote its
/// plan; of equal names the last. A member that is null is absent: models that are held to a schema fill in all its members,
/// and say null where there is nothing to say.
public struct PlanMembers: Sendable {
    /// The members that are the decoder's own.
    private static let reserved: Set<String> = ["tool", "confidence"]

    private let members: JSONMembers

    /// The members of the object that `text` is; it begins with a brace.
    init(of text: ArraySlice<UInt8>) throws(PlanDecodingFailure) {
        var json = JSONText(text)
        _ = try json.value()
        guard json.position == text.endIndex else { throw .surroundingText }
        members = json.members
    }

    /// Whether there is a member of this name.
    public func has(_ name: String) -> Bool { self[name] != nil }

    /// The member of this name, where it is a string.
    public func text(_ name: String) -> String? {
        if case .string(let text) = self[name] { text } else { nil }
    }

    /// The member of this name, without what a list or an object holds; nil when there is none.
    subscript(name: String) -> PlanArgument? {
        guard let value = members[name]?.value, value != .null else { return nil }
        return value
    }

    /// How the member of this name is written; nil when there is none.
    func source(of name: String) -> ArraySlice<UInt8>? {
        has(name) ? members[name]?.text : nil
    }

    /// All members but `tool` and `confidence`; null inside of one is kept. Throws when they hold more than
    /// `PlanArgument.maximumValues` together.
    public func arguments() throws(PlanDecodingFailure) -> [String: PlanArgument] {
        var room = PlanArgument.maximumValues
        var arguments: [String: PlanArgument] = [:]
        for (name, member) in members.sorted
        where !Self.reserved.contains(name) && member.value != .null {
            arguments[name] = try read(member, &room)
        }
        return arguments
    }

    /// The failure that the member of this name is not what was expected.
    public func invalid(_ name: String, expected: String) -> PlanDecodingFailure {
        let member = members[name]?.value
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
