/// Deals the numbers of a run's schedules out to its workers, and puts what they bring back into the order of the numbers.
///
/// What is held is bounded: a worker gets a few numbers at a time, and none that is too far ahead of the first one that is
/// still missing.
package struct ScheduleDealer<Result> {
    /// The numbers that a worker holds at most: enough that it never waits for the next one.
    private let held: Int
    /// How far a number may be ahead of the first one that is missing.
    private let lead: Int
    /// The first number that is not of this run.
    package private(set) var end: Int
    /// The first number that was never dealt.
    private var next: Int
    /// Numbers that workers had and lost, the least last.
    private var lost: [Int] = []
    private var hands: [Int: [Int]] = [:]
    /// The first number that was not taken.
    private var missing: Int
    /// Results that wait for one before them.
    private var waiting: [Int: Result] = [:]

    /// - Parameters:
    ///   - numbers: those of the run.
    ///   - held: the numbers that a worker holds at most.
    ///   - lead: how far a number may be ahead of the first one that is missing.
    package init(_ numbers: Range<Int>, held: Int = 4, lead: Int = 4_096) {
        precondition(held > 0 && lead > 0, "a worker with \(held) numbers, \(lead) ahead")
        next = numbers.lowerBound
        missing = numbers.lowerBound
        end = numbers.upperBound
        self.held = held
        self.lead = lead
    }

    /// Whether every result was taken.
    package var isDone: Bool { missing >= end }

    /// The results that wait for one before them.
    package var early: Int { waiting.count }

    /// Whether there is a number to be dealt now.
    package var hasMore: Bool { !lost.isEmpty || next < min(end, missing.addingReportingOverflow(lead).partialValue) }

    /// The numbers that `worker` shall try next, after those that it has.
    package mutating func deal(to worker: Int) -> [Int] {
        var dealt: [Int] = []
        while hands[worker, default: []].count < held, hasMore {
            let number = lost.popLast() ?? next
            if number == next { next += 1 }
            hands[worker, default: []].append(number)
            dealt.append(number)
        }
        return dealt
    }

    /// Whether `worker` has a number to try.
    package func isBusy(_ worker: Int) -> Bool { !(hands[worker] ?? []).isEmpty }

    /// `worker` has brought the result of `number`.
    package mutating func finish(_ number: Int, by worker: Int, _ result: Result) {
        hands[worker]?.removeAll { $0 == number }
        if number >= missing, number < end { waiting[number] = result }
    }

    /// `worker` has ended: the numbers that it had go to others.
    package mutating func lose(_ worker: Int) {
        let numbers = hands.removeValue(forKey: worker) ?? []
        lost = (lost + numbers).sorted(by: >)
    }

    /// The result of the first number that is missing, once it is there.
    package mutating func take() -> (number: Int, result: Result)? {
        guard let result = waiting.removeValue(forKey: missing) else { return nil }
        defer { missing += 1 }
        return (missing, result)
    }

    /// The run ends with what was dealt.
    package mutating func stop() {
        end = min(end, next)
    }
}
