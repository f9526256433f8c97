import Foundation

/// Debian's own Python with Debian's modules: programs of others that read what the tool writes.
enum DebianPython {
    /// Whether all of `modules` are installed.
    static func has(_ modules: String...) -> Bool {
        (try? run(["-c", "import " + modules.joined(separator: ", ")]).code) == 0
    }

    /// Runs a script, or with `-c` a text.
    static func run(_ arguments: [String]) throws -> (code: Int32, text: String, errors: String) {
        try run("/usr/bin/python3", arguments)
    }

    /// Runs any program.
    static func run(_ program: String, _ arguments: [String]) throws -> (
        code: Int32, text: String, errors: String
    ) {
        let capture = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try capture.writing("stdout")
        process.standardError = try capture.writing("stderr")
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try capture.text("stdout"), try capture.text("stderr"))
    }
}
