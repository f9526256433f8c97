import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct OneAnswerTests {
    private static let late = RouterEvent.Kind.lateReply(
        .init(number: 1, planner: "main", model: "m"), .of(TokenUsage()), .of(TokenUsage(), "0"))
    private static let proposal = ShadowProposal(plan: .success(.count), bill: CostMeter().bill, duration: .zero)

    static let stories = [
        InvariantStory("one answer", .now(.arrived()), .at(.seconds(3), .answered())),
        InvariantStory("one at the very deadline", .now(.arrived()), .at(.seconds(30), .answered())),
        InvariantStory("one after it", breaks: [1], .now(.arrived()), .at(.seconds(30) + .nanoseconds(1), .answered())),
        InvariantStory(
            "one at the very deadline of the request", .now(.arrived(deadline: .seconds(2))),
            .at(.seconds(2), .answered())),
        InvariantStory(
            "one after the deadline of the request", breaks: [1], .now(.arrived(deadline: .seconds(2))),
            .at(.seconds(3), .answered())),
        InvariantStory("two answers", breaks: [2], .now(.arrived()), .now(.answered()), .now(.answered())),
        InvariantStory("an answer to nobody", breaks: [0], .now(.answered())),
        InvariantStory("an answer to another request", breaks: [1], .now(.arrived()), .now(.answered(to: "r-2"))),
        InvariantStory("two requests of one id", breaks: [1], .now(.arrived()), .now(.arrived()), .now(.answered())),
        InvariantStory(
            "an id that comes back", .now(.arrived()), .now(.answered()), .at(.seconds(60), .arrived()),
            .at(.seconds(61), .answered())),
        InvariantStory(
            "work after the answer", breaks: [2, 3], .now(.arrived()), .now(.answered()), .now(.asked),
            .now(.approved(.count, Footprint()))),
        InvariantStory(
            "late replies and candidates after the answer", .now(.arrived()), .now(.shadowStarted("candidate")),
            .now(.answered()), .now(late), .at(.seconds(50), .shadowEnded("candidate", proposal)),
            .at(.seconds(60), .lateShadowReply("candidate", .of(TokenUsage()), .of(TokenUsage(), "0")))),
        InvariantStory(
            "an operator's command", .now(.circuitChanged("main", .init(.closed, .open, .operatorCommand)))),
        InvariantStory(
            "a circuit that changes for nobody", breaks: [0],
            .now(.circuitChanged("main", .init(.closed, .open, .tooManyFailures)))),
        InvariantStory(
            "two requests under way", .now(.arrived()), .at(.zero, "r-2", .arrived("r-2")),
            .at(.seconds(1), "r-2", .answered(to: "r-2")), .at(.seconds(2), .answered())),
    ]

    @Test(arguments: stories)
    func `breaks over anything but one answer in time`(story: InvariantStory) {
        story.expect(of: OneAnswer(patience: .seconds(30)))
    }

    @Test func `a request without an answer shows at the end, in the order of arrival`() {
        let story = InvariantStory(
            "no answer", .now(.arrived("r-1")), .at(.seconds(1), "r-3", .arrived("r-3")),
            .at(.seconds(2), "r-2", .arrived("r-2", deadline: .milliseconds(1_500))))
        let breaches = story.expect(of: OneAnswer(patience: .seconds(30)), finished: 3)
        #expect(breaches.map(\.request) == ["r-1", "r-3", "r-2"])
        #expect(breaches[2].expected == "an answer 1.5 s after its arrival at the latest")
        #expect(breaches[2].found == "none")
    }

    @Test func `a breach says which request, when, what was expected and what happened`() {
        let story = InvariantStory(
            "late", breaks: [1], .now(.arrived(deadline: .milliseconds(250))), .at(.seconds(61), .answered()))
        #expect(
            story.expect(of: OneAnswer(patience: .seconds(30))) == [
                Breach(
                    invariant: "one_answer", request: "r-1", at: .seconds(61),
                    expected: "an answer 250 ms after its arrival at the latest", found: "one after 61 s",
                    stage: .settle)
            ])
    }
}
