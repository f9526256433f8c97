import Foundation
import Testing

/// The built `toolrouter`, run as a process: what a person at a terminal or a CI job gets.
enum BuiltTool {
    /// What a run left behind.
    struct Output {
        let code: Int32
        /// Undecoded, since what reaches a terminal counts byte by byte.
        let bytes: Data
        /// What was written to stderr, without the lines that tell how far long work is: a busy machine makes work long.
        let errors: String

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// The binary: it lies beside the bundle of these tests.
    static let path: String = {
        let candidates = CommandLine.arguments.prefix(1) + [Package.folder.appending(path: ".build/debug/tests").path]
        for candidate in candidates {
            var folder = URL(filePath: candidate).resolvingSymlinksInPath().deletingLastPathComponent()
            while folder.path != "/" {
                let binary = folder.appending(path: "toolrouter").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: binary, isDirectory: &isFolder), !isFolder.boolValue {
                    return binary
                }
                folder.deleteLastPathComponent()
            }
        }
        preconditionFailure("no binary `toolrouter` beside the tests \(candidates); run `swift build` first")
    }()

    /// Runs the binary in `folder`, with nothing in its environment but what it needs to start and `environment`.
    /// Output goes through files, so that no pipe ever fills up. Whatever it leaves in its folder for temporary files
    /// is an issue, and a run of more than `seconds` is killed.
    ///
    /// - Parameters:
    ///   - withoutPrivileges: whether root may do no more than anybody else with files.
    ///   - whileRunning: gets the process as soon as it runs.
    static func run(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        withoutPrivileges: Bool = false, seconds: Int = 600, whileRunning: (Process) throws -> Void = { _ in }
    ) throws -> Output {
        let capture = try TemporaryFolder()
        let process = Process()
        let isCurbed = withoutPrivileges && getuid() == 0
        process.executableURL = URL(filePath: isCurbed ? curb[0] : path)
        process.arguments = isCurbed ? curb.dropFirst() + [path] + arguments : arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        let scratch = try TemporaryFolder()
        process.environment = inherited.merging(["TMPDIR": scratch.path]) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try capture.writing("stdout")
        process.standardError = try capture.writing("stderr")
        try process.run()
        let (identifier, watchdog) = (process.processIdentifier, DispatchSource.makeTimerSource())
        watchdog.setEventHandler { kill(identifier, SIGKILL) }
        watchdog.schedule(deadline: .now() + .seconds(seconds))
        watchdog.resume()
        defer { watchdog.cancel() }
        try whileRunning(process)
        process.waitUntilExit()
        #expect(scratch.files() == [], "toolrouter \(arguments) left temporary files")
        return Output(
            code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            bytes: try Data(contentsOf: URL(filePath: capture.file("stdout"))),
            errors: try capture.text("stderr").replacing(
                /\d+( of \d+)? requests (replayed|written)(, about \d+ (s|min) left)?\n/, with: ""))
    }

    /// Whether the process catches SIGINT by now: bit 1 of the mask of caught signals (proc(5), `SigCgt`).
    static func listens(_ process: Process) -> Bool {
        let path = "/proc/\(process.processIdentifier)/status"
        guard let status = try? String(contentsOfFile: path, encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
            let mask = UInt64(line.dropFirst("SigCgt:".count).trimmingCharacters(in: .whitespaces), radix: 16)
        else { return false }
        return mask & (1 << UInt64(SIGINT - 1)) != 0
    }

    static let needsSetpriv: Comment = "needs setpriv, of Debian's util-linux, to do without root's privileges"

    /// Takes the capabilities from root that let it read what it may not.
    private static let curb = [
        "/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search",
    ]

    /// Whether a file can be made that the tool may not read.
    static let canLosePrivileges: Bool = {
        guard getuid() == 0 else { return true }
        let process = Process()
        process.executableURL = URL(filePath: curb[0])
        process.arguments = curb.dropFirst() + ["true"]
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    private static let inherited = ProcessInfo.processInfo.environment.filter {
        ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key)
    }
}

/// The package these tests belong to, and what lies beside it.
enum Package {
    static let folder: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The path of `name` in `shared` beside the package; nil when it is absent.
    static func shared(_ name: String) -> String? {
        let path = folder.deletingLastPathComponent().appending(path: "shared/" + name).path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}
