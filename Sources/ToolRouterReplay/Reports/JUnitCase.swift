/// One test case of a JUnit report.
package struct JUnitCase: Sendable {
    /// What became of the case.
    package enum Result: Hashable, Sendable {
        case passed
        /// What was to be checked is not as expected; `type` is the kind of drift, `gate` or `invariant`.
        case failure(type: String, message: String, text: String)
        /// The harness could not check it.
        case error(type: String, message: String, text: String)
        case skipped(message: String)
    }

    /// The scenario. What GitLab shows as the suite, and by what most readers group.
    package var className: String
    /// The name of the case; GitLab keeps only the first of those that share class name and name, so `JUnitName` makes it.
    package var name: String
    /// Virtual time; a negative one counts as zero.
    package var time: Duration
    /// What became of it.
    package var result: Result

    package init(className: String, name: String, time: Duration, result: Result) {
        self.className = className
        self.name = name
        self.time = time
        self.result = result
    }
}

/// Which cases a JUnit report holds.
package enum JUnitCases: String, CaseIterable, Sendable {
    /// Every request.
    case all
    /// Failures and errors, and every gate; the suite's properties say how many cases are left out.
    case drifted
}
