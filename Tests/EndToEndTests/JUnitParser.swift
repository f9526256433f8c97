import Foundation
import Testing

/// What `junitparser` of PyPI, the reader that most Python programs use, finds in a report.
enum JUnitParser {
    static let missing: Comment = "needs the Debian package python3-junitparser"
    static let isThere = DebianPython.has("junitparser")

    /// The counts of one suite.
    struct Counts: Equatable {
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0
    }

    private static let script = """
        import sys, junitparser
        for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
            found = {"testcase": 0, "failure": 0, "error": 0, "skipped": 0}
            for case in suite:
                found["testcase"] += 1
                for result in case.result:
                    found[result._tag] += 1
            print(suite.tests, suite.failures, suite.errors, suite.skipped, *found.values())
        """

    /// For each suite of `report`, what it says of itself and what is in it.
    static func suites(of report: String) throws -> [(said: Counts, found: Counts)] {
        let run = try DebianPython.run(["-c", script, report])
        try #require(run.code == 0, "\(run.errors)")
        return try run.text.split(separator: "\n").map { line in
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            try #require(numbers.count == 8, "\(line)")
            func counts(_ n: ArraySlice<Int>) -> Counts {
                let n = Array(n)
                return Counts(tests: n[0], failures: n[1], errors: n[2], skipped: n[3])
            }
            return (counts(numbers[..<4]), counts(numbers[4...]))
        }
    }
}
