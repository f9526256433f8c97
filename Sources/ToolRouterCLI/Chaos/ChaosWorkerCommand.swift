import ArgumentParser
import Foundation
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// `toolrouter chaos-worker`: a process that tries schedules for `toolrouter chaos`. Nobody types it.
struct ChaosWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos-worker", abstract: "Try schedules for a run.", shouldDisplay: false)

    @Option var seed: UInt64

    @Option var requests: Int

    @Argument var paths: [String]

    /// The arguments of the process of a worker.
    static func arguments(seed: UInt64, requests: Int, paths: [String]) -> [String] {
        ["chaos-worker", "--seed", "\(seed)", "--requests", "\(requests)", "--"] + paths
    }

    func run() throws {
        let inbox = TicketInbox()
        Thread.detachNewThread {
            while let line = readLine() {
                if let ticket = Ticket(line) { inbox.add(ticket) }
            }
            // Whoever it works for has ended, and it ends with them, however busy it is.
            _exit(0)
        }
        let worker = ScheduleWorker(paths: paths, drawing: ScheduleDrawing(seed: seed, requests: requests))
        do {
            while true { try worker.run(inbox.next()) { StandardStreams.write($0.line) } }
        } catch {
            let isOutside = error is MemoryShortage || (error as? FileError)?.isOutput == true
            let code = isOutside ? ExitStatus.internalError : ExitStatus.badInput
            StandardStreams.write(WorkerWord.failed(code: code.rawValue, words: "\(error)").line)
            throw code
        }
    }
}
