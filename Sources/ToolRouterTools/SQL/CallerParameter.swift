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

    /// The values of all that have one when `caller` asks, by name.
    package static func values(of caller: Caller) -> [String: Value] {
        Dictionary(
            uniqueKeysWithValues: allCases.compactMap { parameter in
                parameter.value(of: caller).map { (parameter.rawValue, $0) }
            })
    }
}
