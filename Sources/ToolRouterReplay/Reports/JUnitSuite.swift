import Glibc

/// How many cases there are and how they ended.
package struct JUnitCounts: Hashable, Sendable {
    /// All cases, however they ended.
    package private(set) var tests = 0
    /// Cases that are not as expected.
    package private(set) var failures = 0
    /// Cases the harness could not check.
    package private(set) var errors = 0
    /// Cases that were not checked.
    package private(set) var skipped = 0

    package init() {}

    mutating func count(_ result: JUnitCase.Result) {
        tests += 1
        switch result {
        case .passed: break
        case .failure: failures += 1
        case .error: errors += 1
        case .skipped: skipped += 1
        }
    }

    static func += (total: inout JUnitCounts, more: JUnitCounts) {
        total.tests += more.tests
        total.failures += more.failures
        total.errors += more.errors
        total.skipped += more.skipped
    }
}

/// A finished suite whose cases wait in a fragment file; only `JUnitSuiteWriter` makes one.
package struct JUnitSuite: Sendable {
    /// The scenario.
    package let name: String
    /// How its cases ended.
    package let counts: JUnitCounts
    /// The sum of the cases' virtual times.
    package let time: Duration
    /// What the suite was run with, in the order they are written.
    package let properties: [(name: String, value: String)]
    /// The file that holds the cases until `JUnitDocument.write` has taken them in.
    package let fragmentPath: String

    init(
        name: String, counts: JUnitCounts, time: Duration, properties: [(name: String, value: String)],
        fragmentPath: String
    ) {
        self.name = name
        self.counts = counts
        self.time = time
        self.properties = properties
        self.fragmentPath = fragmentPath
    }

    /// Deletes the fragment, for a suite that goes into no document.
    package func discard() {
        unlink(fragmentPath)
    }
}
