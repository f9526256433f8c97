import SQLSandbox
package import ToolRouter

/// The parameters of a statement that stand for who asks. Their values come from the request's caller and from nowhere else: no
/// model, no rule and no plan that a caller brings can say them.
package enum CallerParameter: String, CaseIterable, Sendable {
    /// The caller's organisation.
    case tenant
    /// The person or service; without a value where nobody knows who that is.
    case user

    /// The parameter of that name, without the colon, in any case of letters.
    init?(likeName name: String) {
        self.init(rawValue: name.lowercased())
    }

    /// What it stands for when `caller` asks: a text.
    package func value(of caller: Caller) -> Value? {
        switch self {
        case .tenant: .text(caller.tenant.text)
        case .user: caller.user.map { .text($0.text) }
        }
    }

    /// Those that a statement's text names, by its tokens and whatever a guard says of it.
    package static func named(in sql: String) -> Set<CallerParameter> {
        guard sql.utf8.contains(UInt8(ascii: ":")) else { return [] }
        let text = Array(sql.utf8)
        return Set(
            SQLTokens(text[...]).compactMap { token in
                token.kind == .variable
                    ? allCases.first { text[token.range].elementsEqual(":\($0.rawValue)".utf8) } : nil
            })
    }

    /// The values of all that have one when `caller` asks, by name.
    package static func values(of caller: Caller) -> [String: Value] {
        Dictionary(
            uniqueKeysWithValues: allCases.compactMap { parameter in
                parameter.value(of: caller).map { (parameter.rawValue, $0) }
            })
    }
}
