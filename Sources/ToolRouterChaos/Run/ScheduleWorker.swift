import ToolRouterReplay

/// Tries schedules by their numbers, as a worker does: each scenario is opened once and kept.
package final class ScheduleWorker {
    private let paths: [String]
    private let drawing: ScheduleDrawing
    private let numbers: ScheduleNumbers
    private var subjects: [Int: ChaosSubject] = [:]

    /// - Parameter paths: the scenarios, in the order of the run.
    package init(paths: [String], drawing: ScheduleDrawing) {
        self.paths = paths
        self.drawing = drawing
        numbers = ScheduleNumbers(scenarios: paths.count)
    }

    /// Tries one, and says so before each part that takes time.
    package func run(_ ticket: Ticket, saying: (WorkerWord) -> Void) throws {
        let place = numbers.place(of: ticket.number)
        let subject = try subject(place.scenario, saying)
        let schedule = drawing.schedule(place.number, of: subject)
        saying(
            .began(
                run: ticket.run, number: ticket.number, seed: schedule.seed, requests: schedule.requests.count))
        let planted = ticket.planted.flatMap { Planted($0) }
        precondition(planted?.name == ticket.planted, "nothing to plant is called \(ticket.planted ?? "")")
        let runner = ScheduleRunner(subject, decorations: planted.map { [$0.decoration] } ?? [])
        let outcome = try runner.run(schedule, drawing.thoroughness(of: place.number))
        saying(.done(run: ticket.run, number: ticket.number, ScheduleResult(outcome, seed: schedule.seed)))
    }

    private func subject(_ number: Int, _ saying: (WorkerWord) -> Void) throws -> ChaosSubject {
        if let subject = subjects[number] { return subject }
        saying(.opening)
        let subject = try ChaosSubject(path: paths[number])
        subjects[number] = subject
        return subject
    }
}
