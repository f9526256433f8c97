import CLibXML2
import ToolRouterFormats

/// Writes elements to a file through libxml2's `xmlTextWriter`, which escapes and indents; holds about 4 KB at a time.
///
/// Text must have gone through `JUnitText`. Every call throws what went wrong with the file.
final class JUnitElements {
    private let sink: JUnitSink
    private let writer: xmlTextWriterPtr

    /// Starts a document with its declaration and indentation by two spaces.
    init(to sink: JUnitSink) throws(FileError) {
        xmlInitParser()
        let context = Unmanaged.passUnretained(sink).toOpaque()
        let write: xmlOutputWriteCallback = { context, bytes, count in
            guard let context, count > 0 else { return 0 }
            let sink = Unmanaged<JUnitSink>.fromOpaque(context).takeUnretainedValue()
            return sink.write(UnsafeRawBufferPointer(start: bytes, count: Int(count))) ? count : -1
        }
        guard let buffer = xmlOutputBufferCreateIO(write, nil, context, nil) else { throw Self.outOfMemory(sink) }
        guard let writer = xmlNewTextWriter(buffer) else {
            xmlOutputBufferClose(buffer)
            throw Self.outOfMemory(sink)
        }
        self.sink = sink
        self.writer = writer
        try check(xmlTextWriterSetIndent(writer, 1))
        try check(xmlTextWriterSetIndentString(writer, "  "))
        // Without an encoding libxml2 would write é as a character reference.
        try check(xmlTextWriterStartDocument(writer, nil, "UTF-8", nil))
    }

    deinit {
        // Writes what is left in the buffer, so only now may the sink go.
        xmlFreeTextWriter(writer)
    }

    func start(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) throws(FileError) {
        try check(xmlTextWriterStartElement(writer, name))
        for (name, value) in attributes {
            try check(xmlTextWriterWriteAttribute(writer, name, value))
        }
    }

    func text(_ text: String) throws(FileError) {
        try check(xmlTextWriterWriteString(writer, text))
    }

    func end() throws(FileError) {
        try check(xmlTextWriterEndElement(writer))
    }

    /// Writes the `>` of the start tag that is open, which otherwise waits for what comes next.
    func closeStartTag() throws(FileError) {
        try check(xmlTextWriterWriteRaw(writer, ""))
    }

    /// Hands everything written so far to the file.
    func flush() throws(FileError) {
        try check(xmlTextWriterFlush(writer))
    }

    private func check(_ result: Int32) throws(FileError) {
        if result >= 0, sink.failure == nil { return }
        throw sink.failure
            ?? FileError(
                cannotWrite: sink.file.path, because: "libxml2 refused to write (result \(result))",
                remedy: "this is a defect of toolrouter: please report it with the command that was run")
    }

    private static func outOfMemory(_ sink: JUnitSink) -> FileError {
        FileError(cannotWrite: sink.file.path, because: "out of memory", remedy: "run fewer jobs at a time")
    }
}
