import ToolRouterFormats

/// Where libxml2's bytes go, and what went wrong there: its buffer only remembers that something did.
final class JUnitSink {
    let file: OutputFile
    /// Whether what is written is kept from the file.
    var isDiscarding = false
    private(set) var failure: FileError?

    init(_ file: OutputFile) {
        self.file = file
    }

    /// Writes all bytes; false after any failure, which `failure` then tells.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard failure == nil else { return false }
        if isDiscarding { return true }
        do {
            try file.write(bytes)
            return true
        } catch {
            failure = error
            return false
        }
    }
}
