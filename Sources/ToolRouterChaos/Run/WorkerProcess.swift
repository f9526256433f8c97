package import Foundation
import Synchronization
import ToolRouterFormats

/// How workers are started.
package struct WorkerCommand: Sendable {
    /// The program.
    package let executable: URL
    /// What it is told.
    package let arguments: [String]
    /// The folder for what workers leave behind when they end early; whoever made it removes it.
    package let scratch: String

    package init(executable: URL, arguments: [String], scratch: String) {
        self.executable = executable
        self.arguments = arguments
        self.scratch = scratch
    }
}

/// A worker: a process that reads tickets and says words. A schedule that ends it costs nobody else anything.
final class WorkerProcess {
    private static let started = Atomic(0)

    /// Where its words come from.
    let output: Int32
    private let input: Int32
    private let errors: String
    private let process = Process()
    private var pending: [UInt8] = []

    init(_ command: WorkerCommand) throws {
        let number = Self.started.add(1, ordering: .relaxed).newValue
        errors = "\(command.scratch)/\(number).txt"
        guard FileManager.default.createFile(atPath: errors, contents: nil),
            let errorFile = FileHandle(forWritingAtPath: errors)
        else { throw FileError(cannotWrite: errors, errno: errno) }
        let (childInput, input) = try Self.pipe()
        let (output, childOutput) = try Self.pipe()
        (self.input, self.output) = (input, output)
        process.executableURL = command.executable
        process.arguments = command.arguments
        var environment = ProcessInfo.processInfo.environment
        environment["TMPDIR"] = command.scratch
        if environment["SWIFT_BACKTRACE"] == nil { environment["SWIFT_BACKTRACE"] = CrashWords.backtrace }
        process.environment = environment
        process.standardInput = FileHandle(fileDescriptor: childInput, closeOnDealloc: true)
        process.standardOutput = FileHandle(fileDescriptor: childOutput, closeOnDealloc: true)
        process.standardError = errorFile
        do {
            try process.run()
        } catch {
            throw WorkerFault.internal("a worker can't be started: \(error.localizedDescription)")
        }
        process.standardInput = nil
        process.standardOutput = nil
        process.standardError = nil
    }

    deinit {
        close(input)
        close(output)
        end()
        unlink(errors)
    }

    /// Sends it a ticket. One that has ended gets none, which shows at its output.
    func send(_ ticket: Ticket) {
        var line = ticket.line
        line.withUTF8 { bytes in _ = write(input, bytes.baseAddress, bytes.count) }
    }

    /// Reads what it has said by now, which must be something: whole lines, and nil at its end.
    func read() -> [[UInt8]]? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var count = 0
        repeat { count = Foundation.read(output, &chunk, chunk.count) } while count < 0 && errno == EINTR
        guard count > 0 else { return nil }
        pending += chunk[..<count]
        var lines = pending.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
        pending = lines.removeLast()
        return lines
    }

    /// Ends it, however busy it is.
    func end() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Why it ended, once its output has.
    func words() -> String {
        process.waitUntilExit()
        let status = process.terminationStatus
        return CrashWords.words(
            signal: process.terminationReason == .uncaughtSignal ? status : nil, code: status, said: said)
    }

    /// What it has left on its standard error.
    var said: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

    /// Both ends of a pipe, of which no other process gets the one of ours: a worker's input ends with this process.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { throw FileError(cannotWrite: "a pipe", errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
