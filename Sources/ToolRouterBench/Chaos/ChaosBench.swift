import ArgumentParser
import Foundation
import Synchronization
import ToolRouterChaos
import ToolRouterReplay

/// `toolrouter-bench chaos`: how many schedules are drawn and replayed in a minute, and where their time goes.
struct ChaosBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Schedules a minute: drawn and replayed in this process, a thread a job.",
        discussion: """
            What fails is printed by its symptom, with the first schedule that shows it. What a schedule costs besides its \
            requests (drawing it, setting up router and world, ending them) follows from a second replay of it, with its \
            first request only.
            """)

    @Argument(help: "The folder of the scenario that schedules begin with.")
    var scenarios: [String]

    @Option(help: "How many schedules of each scenario.")
    var schedules = 500

    @Option(help: "The requests of each.")
    var requests = ScheduleDrawing.usualRequests

    @Option(help: "How many threads.")
    var jobs = 2

    @Option(help: "The seed of all schedules.")
    var seed: UInt64 = 1

    @Option(help: "The number of the first schedule.")
    var from = 0

    @Option(help: "Plant this bug around the router.")
    var plant: String?

    @Flag(help: "Print what each schedule changes and spoils; meant for few of them.")
    var describe = false

    func run() throws {
        let decorations: [any WorldDecoration] =
            try plant.map { name in
                guard let bug = PlantedBugs.named(name) else { throw ValidationError("no bug is called \(name)") }
                return [bug]
            } ?? []
        for scenario in scenarios { try measure(scenario, decorations) }
    }

    private func measure(_ path: String, _ decorations: [any WorldDecoration]) throws {
        let tally = Mutex(ChaosTally())
        let next = Atomic(from)
        let begin = ContinuousClock.now
        let threads = (0..<jobs).map { _ in
            BenchThread {
                let subject = try ChaosSubject(path: path)
                let runner = ScheduleRunner(subject, decorations: decorations)
                let drawing = ScheduleDrawing(seed: seed, requests: requests)
                while true {
                    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard number < from + schedules else { return }
                    let start = ProcessorTime.now
                    let schedule = drawing.schedule(number, of: subject)
                    let drawn = ProcessorTime.now
                    if describe {
                        print(schedule.changes.map { "\($0.key): \($0.value)" }, schedule.faults?.json ?? "no faults")
                    }
                    let outcome = try runner.run(schedule, drawing.thoroughness(of: number))
                    let end = ProcessorTime.now
                    var shortest = schedule
                    shortest.requests = Array(schedule.requests.prefix(1))
                    _ = try runner.run(shortest, drawing.thoroughness(of: number))
                    let times = ScheduleTimes(
                        drawing: drawn - start, replay: end - drawn, ofOneRequest: ProcessorTime.now - end)
                    tally.withLock { $0.add(outcome, number, times) }
                }
            }
        }
        for thread in threads { try thread.join() }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let name = URL(filePath: path).lastPathComponent
        tally.withLock { $0.print(name, seconds: seconds, jobs: jobs) }
    }
}

/// The processor time that passed with one schedule: of all jobs, which are as busy as this one.
private struct ScheduleTimes {
    let drawing: Duration
    let replay: Duration
    /// Its replay with its first request only.
    let ofOneRequest: Duration
}

/// What all schedules came to.
private struct ChaosTally {
    private var schedules = 0
    private var requests = 0
    private var events = 0
    private var drawing = Duration.zero
    private var replay = Duration.zero
    private var ofOneRequest = Duration.zero
    private var slowest = (number: 0, time: Duration.zero)
    private var happenings: [Happening: Int] = [:]
    private var failures: [String: (first: Int, count: Int, words: String)] = [:]

    mutating func add(_ outcome: ScheduleOutcome, _ number: Int, _ times: ScheduleTimes) {
        schedules += 1
        requests += outcome.requests
        events += outcome.events
        drawing += times.drawing
        replay += times.replay
        ofOneRequest += times.ofOneRequest
        if times.replay > slowest.time { slowest = (number, times.replay) }
        for happening in outcome.happenings.all { happenings[happening, default: 0] += 1 }
        for failure in outcome.failures {
            var found =
                failures[failure.symptom.text] ?? (
                    number, 0, "\(failure.request.map { "\($0) " } ?? "")\(failure.words)"
                )
            found.count += 1
            if number < found.first { found = (number, found.count, failure.words) }
            failures[failure.symptom.text] = found
        }
    }

    /// - Parameter seconds: of all jobs at once, with the replays of one request.
    func print(_ name: String, seconds: Double, jobs: Int) {
        let share = 1 / Double(jobs)
        let seconds = seconds - ofOneRequest / .seconds(1) * share * share
        // What a request costs is in both replays as often as it has requests.
        let further = (replay - ofOneRequest) / max(1, requests - schedules)
        let setUp = max(.zero, ofOneRequest - further * schedules)
        func microseconds(_ time: Duration, each count: Int) -> Double {
            time / .microseconds(1) * share / Double(max(1, count))
        }
        figure("\(name) schedules a minute", Double(schedules) / seconds * 60, "")
        figure("\(name) requests/s", Double(requests) / seconds, "")
        figure("\(name) drawing a schedule", microseconds(drawing, each: schedules), "µs")
        figure("\(name) set-up a schedule", microseconds(setUp, each: schedules), "µs")
        figure(
            "\(name) drawing and set-up of all time", 100 * ((drawing + setUp) / (drawing + replay)), digits: 1, "%")
        figure("\(name) replay a request", microseconds(replay, each: requests), digits: 1, "µs of processor time")
        figure("\(name) events a request", Double(events) / Double(requests), digits: 1, "")
        figure("\(name) slowest schedule, \(slowest.number)", slowest.time / .milliseconds(1) * share, "ms")
        let reached = Happening.allCases.map { "\($0.rawValue) \(happenings[$0] ?? 0)" }.joined(separator: ", ")
        Swift.print("\(name) reached: \(reached)")
        for (symptom, found) in failures.sorted(by: { $0.key < $1.key }) {
            Swift.print("\(name) FAILED \(found.count)× \(symptom), first \(found.first): \(found.words)")
        }
    }
}

/// The processor time of this process, which nothing else on the machine adds to. A replay has more threads than the one that asks
/// for it, so that jobs beside it are in it as well.
private enum ProcessorTime {
    static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// A thread that can be waited for.
private final class BenchThread: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var failure: (any Error)?

    init(_ work: @escaping @Sendable () throws -> Void) {
        let thread = Thread { [self] in
            do { try work() } catch { failure = error }
            done.signal()
        }
        thread.stackSize = 16 << 20
        thread.start()
    }

    func join() throws {
        done.wait()
        if let failure { throw failure }
    }
}
