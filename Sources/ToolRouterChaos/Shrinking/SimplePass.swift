import ToolRouter
import ToolRouterFormats

/// Makes requests plain: one caller, no deadline, no hang-up, no more attempts than needed, and quick ones.
struct SimplePass {
    /// With more requests than this each way is tried with all of them at once only.
    private static let mostOneByOne = 20
    private let search: ShrinkSearch

    init(_ search: ShrinkSearch) { self.search = search }

    /// Whether any request could be.
    func run() throws -> Bool {
        var found = false
        for simplify in Self.ways {
            let former = search.best.requests
            let plain = former.map { simplify($0, former[0]) }
            guard plain != former else { continue }
            if try search.take({ $0.requests = plain }) {
                found = true
                continue
            }
            guard former.count <= Self.mostOneByOne, former.count > 1 else { continue }
            for place in former.indices where plain[place] != former[place] {
                found = try search.take { $0.requests[place] = plain[place] } || found
            }
        }
        return found
    }

    /// An attempt is not made quicker than this.
    private static let quick = Duration.milliseconds(100)

    /// Each makes a request plainer, and leaves one alone that is so already; the second argument is the first request.
    private static let ways: [@Sendable (RecordedExchange, RecordedExchange) -> RecordedExchange] = [
        { request, _ in request.with { $0.decisions = [] } },
        { request, _ in request.with { $0.expected = nil } },
        { request, _ in request.with { $0.shadow = [:] } },
        { request, _ in request.with { $0.tools = [:] } },
        { request, _ in request.with { $0.hangsUpAfter = nil } },
        { request, _ in request.with { $0.deadline = nil } },
        { request, _ in request.with { $0.bypassCache = false } },
        { request, first in request.with { $0.caller = first.caller } },
        { request, _ in request.with { $0.caller.ip = nil } },
        { request, _ in request.with { $0.planner = Array($0.planner.prefix(1)) } },
        { request, _ in
            request.with { request in
                for place in request.planner.indices {
                    request.planner[place].latency = min(request.planner[place].latency, quick)
                }
            }
        },
        { request, _ in request.with { for place in $0.planner.indices { $0.planner[place].promptSHA256 = nil } } },
    ]
}

extension RecordedExchange {
    fileprivate func with(_ change: (inout RecordedExchange) -> Void) -> RecordedExchange {
        var changed = self
        change(&changed)
        return changed
    }
}
