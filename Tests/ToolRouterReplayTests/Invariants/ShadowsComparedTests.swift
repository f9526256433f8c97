import RouterTesting
import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct ShadowsComparedTests {
    private static let proposal = ShadowProposal.of(.success(.count))
    private static let failed = ShadowProposal.of(.failure(RouterError(.proseReply, at: .shadow, "")))

    private static let asked = InvariantStory.Step.now(.shadowStarted("candidate"))
    private static let ended = InvariantStory.Step.now(.shadowEnded("candidate", proposal))
    private static let compared = InvariantStory.Step.now(.shadowCompared("candidate", .of(proposal)))

    /// What happens, and how many sums are wrong when all is over.
    static let stories: [(story: InvariantStory, finished: Int)] = [
        (.init("nothing", .now(.arrived()), .now(.answered())), 0),
        (.init("one comparison", .now(.arrived()), asked, ended, .now(.answered()), compared), 0),
        (
            .init(
                "a candidate that ends after the answer", .now(.arrived()), asked, .now(.answered()), ended, compared),
            0
        ),
        (.init("before the answer", breaks: [3], .now(.arrived()), asked, ended, compared, .now(.answered())), 0),
        (.init("before the candidate's end", breaks: [3], .now(.arrived()), asked, .now(.answered()), compared), 0),
        (.init("twice", breaks: [5], .now(.arrived()), asked, ended, .now(.answered()), compared, compared), 0),
        (.init("asked twice", breaks: [2], .now(.arrived()), asked, asked, ended, .now(.answered()), compared), 0),
        (.init("ended twice", breaks: [3], .now(.arrived()), asked, ended, ended, .now(.answered()), compared), 0),
        (.init("never asked", breaks: [2], .now(.arrived()), .now(.answered()), compared), 0),
        (.init("forgotten", .now(.arrived()), asked, ended, .now(.answered())), 1),
        (
            .init(
                "another candidate's", breaks: [4], .now(.arrived()), asked, ended, .now(.answered()),
                .now(.shadowCompared("other", .of(proposal)))), 1
        ),
        (
            .init(
                "compared without a plan", breaks: [4], .now(.arrived()), asked, ended, .now(.answered()),
                .now(.shadowCompared("candidate", .of(failed)))), 0
        ),
        (
            .init(
                "lost with a plan", breaks: [4], .now(.arrived()), asked, ended, .now(.answered()),
                .now(.shadowCompared("candidate", .of(proposal, .unreadable)))), 0
        ),
    ]

    @Test(arguments: stories.indices)
    func `breaks unless each candidate that was asked is compared once, after the answer`(number: Int) {
        let (story, finished) = Self.stories[number]
        story.expect(of: ShadowsCompared(), finished: finished)
    }
}
