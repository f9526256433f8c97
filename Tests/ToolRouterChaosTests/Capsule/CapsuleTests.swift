import Foundation
import Testing
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

@Suite struct CapsuleTests {
    private let scratch: OutputFolder

    init() throws { scratch = try OutputFolder.scratch() }

    /// What two replays of the same schedule have in common.
    private struct Seen: Equatable {
        let failures: [ScheduleOutcome.Failure]
        let happenings: HappeningSet
        let faults: [FaultCount]
        let events: Int
        let answers: [String]
    }

    private final class Answers: ScheduleOnlooker, @unchecked Sendable {
        var lines: [String] = []
        func observe(_ event: RouterEvent) {}
        func observe(_ fault: InjectedFault) {}
        func take(_ done: Case) { lines.append(done.makeRecord().json) }
    }

    private func seen(_ schedule: Schedule, of subject: ChaosSubject) throws -> Seen {
        let answers = Answers()
        let outcome = try ScheduleRunner(subject).run(schedule, seenBy: answers)
        return Seen(
            failures: outcome.failures, happenings: outcome.happenings, faults: outcome.faults.filter { $0.wanted > 0 },
            events: outcome.events, answers: answers.lines)
    }

    private static let failure = ScheduleOutcome.Failure(
        symptom: .happening(.retried), words: "expected nothing; found something")

    private func write(_ schedule: Schedule, of subject: ChaosSubject, _ name: String) throws -> Capsule {
        try Capsule.write(
            schedule, showing: Self.failure, of: subject, thoroughness: .once, planted: nil, seed: .max, number: 7,
            to: "\(scratch.path)/\(name)")
    }

    @Test(arguments: ShippedScenarios.names)
    func `a schedule that is written and read back does the same`(name: String) throws {
        let subject = try ChaosSubject(path: ShippedScenarios.path(name))
        for number in 0..<6 {
            let schedule = ScheduleDrawing(seed: 11, requests: 60).schedule(number, of: subject)
            let expected = try seen(schedule, of: subject)
            let capsule = try write(schedule, of: subject, "\(number)")
            // As a capsule, whose settings are changes again.
            let open = try OpenCapsule(Capsule(path: capsule.folder))
            #expect(open.schedule.changes == schedule.changes && open.schedule.seed == schedule.seed)
            #expect(try seen(open.schedule, of: open.subject) == expected, "schedule \(number)")
            // As the scenario that it is.
            let plain = try ChaosSubject(path: capsule.folder)
            #expect(try seen(plain.ownSchedule, of: plain) == expected, "schedule \(number)")
            // As `toolrouter replay` reads it.
            #expect(try replayed(capsule.folder) == expected.answers, "schedule \(number)")
        }
    }

    private func replayed(_ folder: String) throws -> [String] {
        let scenario = try Scenario(path: folder)
        let faults = try scenario.faults.map { try FaultPlan(path: $0, targets: FaultTargets(scenario)) }
        var lines: [String] = []
        let replay = Replay(
            scenario, databases: try ScenarioDatabases(scenario), options: Replay.Options(faults: faults))
        _ = try replay.run { lines.append($0.makeRecord().json) }
        return lines
    }

    @Test func `the same schedule is written as the same bytes`() throws {
        let subject = try ChaosSubject(path: ShippedScenarios.path("steady-day"))
        let schedule = ScheduleDrawing(seed: 3, requests: 40).schedule(5, of: subject)
        let folders = try ["a", "b"].map { try write(schedule, of: subject, $0).folder }
        let names = try FileManager.default.subpathsOfDirectory(atPath: folders[0]).sorted()
        #expect(names.contains("capsule.json") && names.contains("databases/retail.sql"))
        for name in names {
            #expect(
                FileManager.default.contents(atPath: "\(folders[0])/\(name)")
                    == FileManager.default.contents(atPath: "\(folders[1])/\(name)"), "\(name)")
        }
    }

    @Test func `a capsule says where it comes from, and keeps numbers of 64 bits`() throws {
        let subject = try ChaosSubject(path: ShippedScenarios.path("steady-day"))
        let schedule = ScheduleDrawing(seed: 3, requests: 40).schedule(5, of: subject)
        let note = try Capsule(path: write(schedule, of: subject, "a").folder).note
        #expect(note.scenario == "steady-day" && note.runSeed == .max && note.number == 7)
        #expect(note.seed == schedule.seed && note.symptom == Self.failure.symptom)
        #expect(note.words == Self.failure.words && note.thoroughness == .once && note.planted == nil)
        #expect(note.madeWith == Provenance.now)
    }

    @Test func `a capsule is replaced, anything else is not`() throws {
        let subject = try ChaosSubject(path: ShippedScenarios.path("steady-day"))
        let schedule = ScheduleDrawing(seed: 3, requests: 5).schedule(5, of: subject)
        _ = try write(schedule, of: subject, "a")
        _ = try write(schedule, of: subject, "a")
        try FileManager.default.removeItem(atPath: scratch.path + "/a/capsule.json")
        #expect(throws: FileError.self) { _ = try write(schedule, of: subject, "a") }
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let old: String
        let new: String
        let message: String
    }

    static let faults = [
        Fault(
            testDescription: "a newer version", old: "\"version\": 1", new: "\"version\": 2",
            message: "found version 2, expected version 1; use a toolrouter that reads version 2 of capsules"),
        Fault(
            testDescription: "no symptom", old: "happening:retried", new: "happening:nothing",
            message: "expected a symptom such as `invariant:one_answer@settle`"),
        Fault(
            testDescription: "a misspelt key", old: "\"run_seed\"", new: "\"run_sed\"",
            message: "did you mean `run_seed`?"),
        Fault(
            testDescription: "a seed that is none", old: "\"number\": 7", new: "\"number\": \"x\"",
            message: "found \"x\", expected a whole number"),
    ]

    @Test(arguments: faults)
    func `a note that can't be read says why`(fault: Fault) throws {
        let subject = try ChaosSubject(path: ShippedScenarios.path("steady-day"))
        let capsule = try write(
            ScheduleDrawing(seed: 3, requests: 5).schedule(5, of: subject), of: subject, "a")
        let file = capsule.folder + "/capsule.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing(fault.old, with: fault.new).write(toFile: file, atomically: true, encoding: .utf8)
        let error = #expect(throws: FileError.self) { _ = try Capsule(path: capsule.folder) }
        #expect(error?.description.contains(fault.message) == true, "\(error?.description ?? "")")
    }
}
