import Foundation
import ToolRouterFormats
package import ToolRouterReplay

/// The workers of a run, or of several runs one after the other: it deals schedules out, and folds what comes back in the
/// order of their numbers.
package final class WorkerPool {
    /// How a run ended.
    package enum End: Sendable {
        /// Every schedule was folded, or enough of them.
        case complete
        /// It was interrupted; what was folded is the beginning of it.
        case interrupted
    }

    /// A worker, and what is known of it.
    private struct Seat {
        var process: WorkerProcess?
        /// The schedule that it replays.
        var current: (run: Int, number: Int, seed: UInt64, requests: Int)?
        var isOpening = false
        var heard = SuspendingClock.now
    }

    /// The silence that is put up with at least before a schedule has begun and while a process ends: on a busy machine both
    /// take long.
    private static let patienceAtEnds = Duration.seconds(60)

    private let command: WorkerCommand
    private let patience: Duration
    private let interruption: Interruption
    private let reader = JSONLineReader()
    private var seats: [Seat]
    private var run = -1

    /// - Parameters:
    ///   - workers: how many; at least one.
    ///   - patience: how long a worker may be silent over one schedule.
    package init(_ command: WorkerCommand, workers: Int, patience: Duration, interruption: Interruption) {
        precondition(workers > 0, "\(workers) workers")
        self.command = command
        self.patience = patience
        self.interruption = interruption
        seats = Array(repeating: Seat(), count: workers)
    }

    /// Tries the schedules of `numbers`, until `fold`, which gets the results in the order of the numbers, wants no more.
    ///
    /// - Parameters:
    ///   - planted: what is planted into each.
    ///   - end: when no more schedules are begun.
    /// - Throws: `WorkerFault`, and what keeps workers from being started.
    package func run(
        _ numbers: Range<Int>, planted: String? = nil, until end: SuspendingClock.Instant? = nil,
        fold: (Int, ScheduleResult) -> Bool
    ) throws -> End {
        run += 1
        var dealer = ScheduleDealer<ScheduleResult>(numbers)
        while true {
            while let (number, result) = dealer.take() {
                if !fold(number, result) { return .complete }
            }
            if dealer.isDone { return .complete }
            if interruption.isRaised { return .interrupted }
            if let end, SuspendingClock.now >= end { dealer.stop() }
            for place in seats.indices { try supply(place, &dealer, planted) }
            try listen(&dealer)
            for place in seats.indices where isSilent(seats[place]) { try endSilent(place, &dealer) }
        }
    }

    private func supply(_ place: Int, _ dealer: inout ScheduleDealer<ScheduleResult>, _ planted: String?) throws {
        guard dealer.hasMore else { return }
        if seats[place].process == nil { seats[place] = Seat(process: try WorkerProcess(command)) }
        if !dealer.isBusy(place), seats[place].current == nil { seats[place].heard = .now }
        for number in dealer.deal(to: place) {
            seats[place].process?.send(Ticket(run: run, number: number, planted: planted))
        }
    }

    /// Waits for words, for a moment at most.
    private func listen(_ dealer: inout ScheduleDealer<ScheduleResult>) throws {
        let places = seats.indices.filter { seats[$0].process != nil }
        var polled = places.map { pollfd(fd: seats[$0].process!.output, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), 100) > 0 else { return }
        for (place, poll) in zip(places, polled) where poll.revents != 0 {
            guard let lines = seats[place].process?.read() else {
                try endCrashed(place, &dealer)
                continue
            }
            for line in lines { try take(line, from: place, &dealer) }
        }
    }

    private func take(_ line: [UInt8], from place: Int, _ dealer: inout ScheduleDealer<ScheduleResult>) throws {
        seats[place].heard = .now
        let word: WorkerWord
        do {
            word = try WorkerWord(line, reader)
        } catch {
            let text = Excerpt.of(String(decoding: line.prefix(400), as: UTF8.self))
            throw WorkerFault.internal("a worker said what is no word of a worker: \(text)")
        }
        seats[place].isOpening = word == .opening
        switch word {
        case .opening: break
        case .began(let run, let number, let seed, let requests):
            seats[place].current = (run, number, seed, requests)
        case .done(let run, let number, let result):
            seats[place].current = nil
            if run == self.run { dealer.finish(number, by: place, result) }
        case .failed(let code, let words): throw WorkerFault(code: code, words: words)
        }
    }

    private func isSilent(_ seat: Seat) -> Bool {
        guard let process = seat.process, !seat.isOpening else { return false }
        let silence = seat.heard.duration(to: .now)
        guard silence > patience else { return false }
        // One that is ending takes its time for that, and one that has not begun may wait for the machine.
        let isOwn = seat.current != nil && !CrashWords.isEnd(process.said)
        return isOwn || silence > max(patience, Self.patienceAtEnds)
    }

    private func endSilent(_ place: Int, _ dealer: inout ScheduleDealer<ScheduleResult>) throws {
        // One without a ticket has nothing to say.
        guard dealer.isBusy(place) || seats[place].current != nil else { return }
        try end(
            place, .silence, "nothing was heard of its process for \(DurationText.format(patience))", &dealer)
    }

    private func endCrashed(_ place: Int, _ dealer: inout ScheduleDealer<ScheduleResult>) throws {
        try end(place, .crash, seats[place].process?.words() ?? "", &dealer)
    }

    /// A worker has ended, or is ended: that costs the schedule it was at, and another one takes its place.
    private func end(
        _ place: Int, _ symptom: Symptom, _ words: String, _ dealer: inout ScheduleDealer<ScheduleResult>
    ) throws {
        guard let current = seats[place].current else {
            throw WorkerFault.internal("a worker ended before it had begun a schedule: \(words)")
        }
        seats[place] = Seat()
        if current.run == run {
            dealer.finish(
                current.number, by: place,
                .end(symptom, words: words, seed: current.seed, requests: current.requests))
        }
        dealer.lose(place)
    }
}

/// A worker could not go on, for a reason that says nothing of the router.
package struct WorkerFault: Error, CustomStringConvertible {
    /// The exit code of a process that ends with it.
    package let code: Int32
    package let description: String

    init(code: Int32, words: String) {
        self.code = code
        description = words
    }

    static func `internal`(_ words: String) -> WorkerFault { WorkerFault(code: 70, words: words) }
}
