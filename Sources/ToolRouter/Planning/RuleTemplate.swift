/// How captures fill the arguments of a rule's plan.
///
/// A text that is exactly `:name` stands for what the capture of this name took, and `:question` for the question as it was
/// asked, wherever it is in the arguments. Nothing is ever put into a text: a statement's parameters are values of their own.
public enum RuleTemplate {
    /// The word for the question.
    public static let question = "question"

    /// The capture that a text stands for; nil where it stands for itself.
    public static func name(_ text: String) -> String? {
        var bytes = text.utf8[...]
        guard bytes.popFirst() == UInt8(ascii: ":"), let first = bytes.first,
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= first, bytes.allSatisfy(isNamePart)
        else { return nil }
        return String(bytes)
    }

    /// The captures that `arguments` stand for, sorted, the question not among them.
    public static func captures(in arguments: [String: PlanArgument]) -> [String] {
        var names: Set<String> = []
        for (_, argument) in arguments.sorted(by: { $0.key < $1.key }) { argument.collect(into: &names) }
        names.remove(question)
        return names.sorted()
    }

    /// `arguments` with what was captured; nil where a capture is missing.
    static func filled(
        _ arguments: [String: PlanArgument], with captures: [String: PlanArgument], question: String
    ) -> [String: PlanArgument]? {
        var filled: [String: PlanArgument] = [:]
        for (name, argument) in arguments {
            guard let argument = argument.filled(with: captures, question: question) else { return nil }
            filled[name] = argument
        }
        return filled
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension PlanArgument {
    fileprivate func collect(into names: inout Set<String>) {
        switch self {
        case .string(let text):
            if let name = RuleTemplate.name(text) { names.insert(name) }
        case .list(let values):
            for value in values { value.collect(into: &names) }
        case .object(let members):
            for (_, value) in members.sorted(by: { $0.key < $1.key }) { value.collect(into: &names) }
        case .number, .bool, .null: break
        }
    }

    fileprivate func filled(with captures: [String: PlanArgument], question: String) -> PlanArgument? {
        switch self {
        case .string(let text):
            guard let name = RuleTemplate.name(text) else { return self }
            return name == RuleTemplate.question ? .string(question) : captures[name]
        case .list(let values):
            var filled: [PlanArgument] = []
            for value in values {
                guard let value = value.filled(with: captures, question: question) else { return nil }
                filled.append(value)
            }
            return .list(filled)
        case .object(let members):
            return RuleTemplate.filled(members, with: captures, question: question).map { .object($0) }
        case .number, .bool, .null: return self
        }
    }
}
