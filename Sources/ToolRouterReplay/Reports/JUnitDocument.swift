package import ToolRouterFormats

/// The JUnit report: `testsuites`, valid against the Jenkins xUnit plugin's junit-10.xsd.
///
/// The same suites make the same bytes: no time stamp, no host name. What the schema does not know is left out,
/// `skipped` of `testsuites` for one.
package enum JUnitDocument {
    /// Puts the suites, in the order given, into the file at `path`, and deletes their fragments.
    ///
    /// Readers see the old file or the whole new one. When that fails nothing is left beside it, and the fragments stay,
    /// so that the document can be written elsewhere.
    package static func write(
        _ suites: [JUnitSuite], to path: String, name: String = "toolrouter"
    ) throws(FileError) {
        let file = try OutputFile(path: path, option: Workspace.reportsOption)
        try writeDocument(suites, name: name, to: file)
        try file.finish()
        for suite in suites { suite.discard() }
    }

    private static func writeDocument(
        _ suites: [JUnitSuite], name: String, to file: OutputFile
    ) throws(FileError) {
        var counts = JUnitCounts()
        var time = Duration.zero
        for suite in suites {
            counts += suite.counts
            time += suite.time
        }
        let elements = try JUnitElements(to: JUnitSink(file))
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
    }

    private static func write(
        _ suite: JUnitSuite, to elements: JUnitElements, of file: OutputFile
    ) throws(FileError) {
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
        do {
            try file.append(contentsOf: suite.fragmentPath)
        } catch  where !error.isOutput {
            throw FileError(
                cannotWrite: suite.fragmentPath, because: "its cases can't be read back: \(error.reason.found)",
                remedy: "leave the reports folder alone while a run is going on, and run again")
        }
        try elements.end()
    }
}
