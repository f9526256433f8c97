import Foundation

/// A Python in which packages of others are installed: the one that `TOOLROUTER_PYTHON` names, else `python3`.
enum OutsidePython {
    static let executable = ProcessInfo.processInfo.environment["TOOLROUTER_PYTHON"] ?? "python3"

    /// Whether all of `modules` are installed.
    static func has(_ modules: String...) -> Bool {
        let list = modules.map { "'\($0)'" }.joined(separator: ", ")
        return (try? run("import importlib.util as u, sys\nsys.exit(any(u.find_spec(m) is None for m in [\(list)]))"))?
            .code
            == 0
    }

    /// Runs a text, with `input` on its standard input.
    static func run(_ script: String, input: String = "") throws -> (code: Int32, text: String, errors: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(input.utf8).write(to: folder.appending(path: "in"))
        for name in ["out", "err"] { try Data().write(to: folder.appending(path: name)) }
        let process = process(["-c", script])
        process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "in"))
        process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "out"))
        process.standardError = try FileHandle(forWritingTo: folder.appending(path: "err"))
        try process.run()
        process.waitUntilExit()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
        }
        return (process.terminationStatus, try text("out"), try text("err"))
    }

    /// One that was not started yet.
    static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [executable] + arguments
        return process
    }
}
