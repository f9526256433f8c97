package import ToolRouterFormats

/// Streams the cases of one suite into a fragment file, in constant memory, and counts them.
///
/// A suite's start tag holds its counts, which are known only at its end; hence the fragment, which `JUnitDocument`
/// puts between the tags. For one thread at a time.
package final class JUnitSuiteWriter {
    private let name: String
    private let sink: JUnitSink
    private let elements: JUnitElements
    private var counts = JUnitCounts()
    private var time = Duration.zero
    private var isFinished = false

    /// Starts the suite called `name`; the file at `fragmentPath` is there when it is finished.
    package init(name: String, fragmentPath: String) throws(FileError) {
        self.name = name
        sink = JUnitSink(try OutputFile(path: fragmentPath, option: Workspace.reportsOption))
        elements = try JUnitElements(to: sink)
        // The declaration and the two parents make libxml2 encode and indent as inside the document.
        sink.isDiscarding = true
        try elements.start("testsuites")
        try elements.start("testsuite")
        try elements.closeStartTag()
        try elements.flush()
        sink.isDiscarding = false
    }

    deinit {
        // libxml2 hands over what it still holds when it is freed.
        sink.isDiscarding = true
    }

    /// Writes one case. Texts are made visible and cut; that names are unique is up to `JUnitName`.
    package func write(_ testCase: JUnitCase) throws(FileError) {
        precondition(!isFinished, "suite \(name) is finished")
        try elements.start(
            "testcase",
            [
                "name": JUnitText.visible(testCase.name, limit: JUnitText.Limit.name),
                "classname": JUnitText.visible(testCase.className, limit: JUnitText.Limit.name),
                "time": testCase.time.junitSeconds,
            ])
        switch testCase.result {
        case .passed: break
        case .failure(let type, let message, let text):
            try write("failure", type: type, message: message, text: text)
        case .error(let type, let message, let text):
            try write("error", type: type, message: message, text: text)
        case .skipped(let message):
            try elements.start(
                "skipped", ["message": JUnitText.visible(message, limit: JUnitText.Limit.message)])
            try elements.end()
        }
        try elements.end()
        counts.count(testCase.result)
        time += max(testCase.time, .zero)
    }

    /// Closes the fragment. The writer can't be used afterwards.
    package func finish(properties: [(name: String, value: String)] = []) throws(FileError) -> JUnitSuite {
        precondition(!isFinished, "suite \(name) is finished")
        try elements.flush()
        try sink.file.finish()
        isFinished = true
        return JUnitSuite(
            name: name, counts: counts, time: time, properties: properties, fragmentPath: sink.file.path)
    }

    private func write(_ element: String, type: String, message: String, text: String) throws(FileError) {
        try elements.start(
            element,
            [
                "type": JUnitText.visible(type, limit: JUnitText.Limit.name),
                "message": JUnitText.visible(message, limit: JUnitText.Limit.message),
            ])
        if !text.isEmpty { try elements.text(JUnitText.visible(text, limit: JUnitText.Limit.text)) }
        try elements.end()
    }
}
