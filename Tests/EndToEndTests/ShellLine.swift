import Foundation
import Testing

/// A line that a person could type at a shell, in which `$T` is the built `toolrouter`.
enum ShellLine {
    /// Runs `line` with `sh`, or with `bash` where it needs that, in `folder`; stdout and stderr together, and the exit code.
    static func run(
        _ line: String, in folder: TemporaryFolder, shell: String = "/bin/sh", environment: [String: String] = [:]
    ) throws -> (code: Int32, text: String) {
        let capture = try TemporaryFolder()
        let scratch = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: shell)
        process.arguments = ["-c", line]
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "T": BuiltTool.path,
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "", "TMPDIR": scratch.path,
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let output = try capture.writing("output")
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        #expect(scratch.files() == [], "\(line) left temporary files")
        return (
            process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            try capture.text("output")
        )
    }
}
