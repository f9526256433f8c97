import Glibc

/// The JUnit report: `testsuites`, valid against the Jenkins xUnit plugin's junit-10.xsd.
///
/// The same suites make the same bytes: no time stamp, no host name. What the schema does not know is left out,
/// `skipped` of `testsuites` for one.
package enum JUnitDocument {
    /// Puts the suites, in the order given, into the file at `path`, and deletes their fragments.
    ///
    /// Readers see the old file or the whole new one: it is written beside `path` and renamed. When that fails nothing
    /// is left beside it, and the fragments stay, so that the document can be written elsewhere. A link, a device or a
    /// folder at `path` is refused, never replaced.
    package static func write(
        _ suites: [JUnitSuite], to path: String, name: String = "toolrouter"
    ) throws(ReportError) {
        try JUnitFile.refuseSpecialFile(at: path)
        let temporary = temporaryPath(beside: path)
        // One can only be left over from a killed process that had our number.
        unlink(temporary)
        do throws(ReportError) {
            try writeDocument(suites, name: name, to: JUnitFile(creating: temporary, exclusively: true))
            if rename(temporary, path) != 0 { throw ReportError(path: path, errno: errno) }
        } catch {
            unlink(temporary)
            // The person asked for `path` and knows no other name.
            throw error.path == temporary
                ? ReportError(path: path, reason: error.reason, remedy: error.remedy) : error
        }
        for suite in suites { suite.discard() }
    }

    private static func writeDocument(
        _ suites: [JUnitSuite], name: String, to file: JUnitFile
    ) throws(ReportError) {
        var counts = JUnitCounts()
        var time = Duration.zero
        for suite in suites {
            counts += suite.counts
            time += suite.time
        }
        let elements = try JUnitElements(to: file)
        try elements.start(
            "testsuites",
            [
                "name": JUnitText.visible(name, limit: JUnitText.Limit.name),
                "tests": String(counts.tests),
                "failures": String(counts.failures),
                "errors": String(counts.errors),
                "time": time.junitSeconds,
            ])
        for suite in suites { try write(suite, to: elements, of: file) }
        try elements.end()
        try elements.flush()
        try file.synchronise()
        try file.close()
    }

    private static func write(
        _ suite: JUnitSuite, to elements: JUnitElements, of file: JUnitFile
    ) throws(ReportError) {
        try elements.start(
            "testsuite",
            [
                "name": JUnitText.visible(suite.name, limit: JUnitText.Limit.name),
                "tests": String(suite.counts.tests),
                "failures": String(suite.counts.failures),
                "errors": String(suite.counts.errors),
                "skipped": String(suite.counts.skipped),
                "time": suite.time.junitSeconds,
            ])
        try elements.start("properties")
        for property in suite.properties {
            try elements.start(
                "property",
                [
                    "name": JUnitText.visible(property.name, limit: JUnitText.Limit.name),
                    "value": JUnitText.visible(property.value, limit: JUnitText.Limit.message),
                ])
            try elements.end()
        }
        try elements.end()
        try elements.flush()
        try file.append(contentsOf: suite.fragmentPath)
        try elements.end()
    }

    /// A hidden name in the same folder, since a rename reaches no other file system; one for each process.
    private static func temporaryPath(beside path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return (parts.dropLast() + [".\(parts.last ?? "").\(getpid()).tmp"]).joined(separator: "/")
    }
}
