import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct PlannerLeftAloneTests {
    private static func circuit(_ from: CircuitBreakerState, _ to: CircuitBreakerState) -> RouterEvent.Kind {
        let reason: CircuitBreakerTransition.Reason =
            switch to {
            case .open: from == .closed ? .tooManyFailures : .probeFailed
            case .halfOpen: .openTimeOver
            case .closed: .probesSucceeded
            }
        return .circuitChanged("main", .init(from, to, reason))
    }

    private static let opened = InvariantStory.Step.now(circuit(.closed, .open))
    private static let tried = InvariantStory.Step.at(.seconds(30) + .nanoseconds(1), circuit(.open, .halfOpen))

    private static let commandedOpen = InvariantStory.Step.now(
        .circuitChanged("main", .init(.closed, .open, .operatorCommand)))

    private static func command(_ command: CircuitBreakerCommand) -> InvariantStory.Step {
        .now(.circuitOperated("main", command))
    }

    private static let askedOfBackup = RouterEvent.Kind.attemptStarted(
        PlannerAttempt(number: 1, planner: "backup", model: "model-b"))

    private static func asked(_ after: Duration, _ id: RequestID) -> InvariantStory.Step { .at(after, id, .asked) }
    private static func ended(_ after: Duration, _ id: RequestID) -> InvariantStory.Step { .at(after, id, .unanswered) }

    static let stories = [
        InvariantStory("a miss", .now(.arrived()), .now(.recalled(.miss)), .now(.asked)),
        InvariantStory(
            "a hit", breaks: [2, 3], .now(.arrived()), .now(.recalled(.hit(.of("q"), age: .zero))), .now(.asked),
            .now(.shadowStarted("candidate"))),
        InvariantStory(
            "a stored answer that is refused today", .now(.arrived()), .now(.recalled(.disapproved(.tableDenied))),
            .now(.asked), .now(.shadowStarted("candidate"))),
        InvariantStory("an attempt while open", breaks: [1], opened, asked(.seconds(1), "r-1")),
        InvariantStory(
            "an attempt at another planner while one's circuit is open", opened, .at(.seconds(1), askedOfBackup)),
        InvariantStory(
            "each planner's circuit by itself", breaks: [2], opened,
            .at(.seconds(1), .circuitChanged("backup", .init(.closed, .open, .tooManyFailures))),
            .at(.seconds(2), askedOfBackup)),
        InvariantStory("an attempt that began before", asked(.zero, "r-1"), opened, ended(.seconds(1), "r-1")),
        InvariantStory("a candidate while open", opened, .now(.shadowStarted("candidate"))),
        InvariantStory("a probe after the open time", opened, tried, asked(.seconds(31), "r-1")),
        InvariantStory(
            "tried at the last moment of the open time", breaks: [1], opened,
            .at(.seconds(30), circuit(.open, .halfOpen)), asked(.seconds(30), "r-1")),
        InvariantStory(
            "as many probes as configured", opened, tried, asked(.seconds(31), "r-1"), asked(.seconds(31), "r-2")),
        InvariantStory(
            "one probe too many", breaks: [4], opened, tried, asked(.seconds(31), "r-1"), asked(.seconds(31), "r-2"),
            asked(.seconds(31), "r-3")),
        InvariantStory(
            "a probe in the place of one that ended", opened, tried, asked(.seconds(31), "r-1"),
            asked(.seconds(31), "r-2"), ended(.seconds(32), "r-1"), asked(.seconds(32), "r-3")),
        InvariantStory(
            "an attempt of before the circuit opened takes no probe's place", asked(.zero, "r-0"), opened, tried,
            asked(.seconds(31), "r-1"), asked(.seconds(31), "r-2"), ended(.seconds(32), "r-0")),
        InvariantStory(
            "a probe that never ends is lost after the open time", opened, tried, asked(.seconds(31), "r-1"),
            asked(.seconds(31), "r-2"), asked(.seconds(62), "r-3")),
        InvariantStory(
            "any number once closed", opened, tried, .at(.seconds(31), circuit(.halfOpen, .closed)),
            asked(.seconds(31), "r-1"), asked(.seconds(31), "r-2"), asked(.seconds(31), "r-3")),
        InvariantStory(
            "open again after a failed probe", breaks: [3], opened, tried,
            .at(.seconds(31), circuit(.halfOpen, .open)), asked(.seconds(40), "r-1")),
        InvariantStory(
            "an operator who has it tried at once", opened,
            .at(.seconds(1), .circuitChanged("main", .init(.open, .halfOpen, .operatorCommand))),
            asked(.seconds(1), "r-1")),
        InvariantStory(
            "an operator who opens it for a second", command(.open(for: .seconds(1))), commandedOpen,
            .at(.seconds(2), circuit(.open, .halfOpen)), asked(.seconds(2), "r-1")),
        InvariantStory(
            "an operator who opens it for an hour, in vain", breaks: [2], command(.open(for: .seconds(3_600))),
            commandedOpen, .at(.seconds(60), circuit(.open, .halfOpen))),
        InvariantStory(
            "an operator who shortens an open time", opened,
            .at(.seconds(1), .circuitOperated("main", .open(for: .seconds(1)))),
            .at(.seconds(3), circuit(.open, .halfOpen)),
            asked(.seconds(3), "r-1")),
        InvariantStory(
            "an operator who begins the open time anew", breaks: [2], opened,
            .at(.seconds(20), .circuitOperated("main", .open(for: nil))), .at(.seconds(31), circuit(.open, .halfOpen))),
        InvariantStory(
            "an operator who keeps it open, in vain", breaks: [2], command(.setMode(.forcedOpen)), commandedOpen,
            .at(.seconds(3_600), circuit(.open, .halfOpen))),
        InvariantStory(
            "an operator who keeps one open that is open, in vain", breaks: [2], opened, command(.setMode(.forcedOpen)),
            .at(.seconds(3_600), circuit(.open, .halfOpen))),
        InvariantStory(
            "an attempt while an operator keeps it open", breaks: [2], command(.setMode(.forcedOpen)), commandedOpen,
            asked(.seconds(3_600), "r-1")),
        InvariantStory(
            "an operator who has a circuit tried that is being tried", opened, tried, asked(.seconds(31), "r-1"),
            asked(.seconds(31), "r-2"), .at(.seconds(32), .circuitOperated("main", .probe)), asked(.seconds(32), "r-3"),
            asked(.seconds(32), "r-4")),
        InvariantStory(
            "a failed probe after an operator's opening", breaks: [4], command(.open(for: .seconds(1))), commandedOpen,
            .at(.seconds(2), circuit(.open, .halfOpen)), .at(.seconds(3), circuit(.halfOpen, .open)),
            .at(.seconds(4), circuit(.open, .halfOpen))),
        InvariantStory("a change that nobody told of", breaks: [0], .now(circuit(.halfOpen, .closed))),
    ]

    @Test(arguments: stories)
    func `breaks when a planner is asked that should be left alone`(story: InvariantStory) {
        story.expect(of: PlannerLeftAlone(CircuitBreakerConfiguration(openFor: .seconds(30), probes: 2)))
    }

    @Test func `breaks when a planner is asked that was never to be asked`() {
        var breaker = CircuitBreakerConfiguration()
        breaker.mode = .forcedOpen
        InvariantStory(
            "kept open from the start", breaks: [0], Self.asked(.zero, "r-1"),
            .at(.seconds(1), .circuitChanged("main", .init(.open, .closed, .operatorCommand))),
            Self.asked(.seconds(1), "r-2")
        ).expect(of: PlannerLeftAlone(breaker))
    }
}
