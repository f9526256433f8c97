/// The layers of the guard, so that a test can take one away and see that another holds.
///
/// Everything but a test uses `.all`; no configuration reaches this.
package struct GuardLayers: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// The text's length, and that it holds no NUL.
    package static let text = GuardLayers(rawValue: 1 << 0)
    /// That nothing follows the first statement.
    package static let oneStatement = GuardLayers(rawValue: 1 << 1)
    /// That SQLite holds the statement for one that only reads, is no EXPLAIN, and answers with columns.
    package static let query = GuardLayers(rawValue: 1 << 2)
    /// What SQLite's authorizer is asked while a statement is compiled.
    package static let authorizer = GuardLayers(rawValue: 1 << 3)
    /// What the compiled program opens, reads and calls.
    package static let audit = GuardLayers(rawValue: 1 << 4)
    /// Switches and limits of the connection.
    package static let hardening = GuardLayers(rawValue: 1 << 5)

    /// Every layer.
    package static let all: GuardLayers = [.text, .oneStatement, .query, .authorizer, .audit, .hardening]
}
