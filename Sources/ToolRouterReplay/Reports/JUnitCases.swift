/// Which cases a JUnit report holds.
package enum JUnitCases: String, CaseIterable, Sendable {
    /// Every request.
    case all
    /// Failures and errors, and every gate; how many cases are left out stands in the suite's properties.
    case drifted
}
