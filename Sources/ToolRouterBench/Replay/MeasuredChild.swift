import Foundation

/// A process of this program that measures one piece of work: its memory is that of this work alone.
enum MeasuredChild {
    /// Runs a command that prints its measurement as JSON.
    ///
    /// - Throws: `ChildFailure` when it ends with anything but 0.
    static func run<Result: Decodable>(_ arguments: [String], as type: Result.Type = Result.self) throws -> Result {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ChildFailure(command: arguments.joined(separator: " "), code: process.terminationStatus)
        }
        return try JSONDecoder().decode(type, from: output)
    }
}

/// A measuring process that ended early; it has said why.
struct ChildFailure: Error, CustomStringConvertible {
    let command: String
    let code: Int32

    var description: String { "`\(command)` ended with \(code)" }
}
