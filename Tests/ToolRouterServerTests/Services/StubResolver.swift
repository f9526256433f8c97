import Synchronization

@testable import ToolRouterServer

/// Tells what a test wants of each name: one list of addresses after the other, beyond the last one the last one again.
final class StubResolver: NameResolver {
    private let answers: [String: [[String]]]
    private let asked = Mutex<[String: Int]>([:])

    init(_ answers: [String: [[String]]]) {
        self.answers = answers
    }

    func addresses(of name: String) async throws(NameResolverBusy) -> [String] {
        let count = asked.withLock { asked in
            defer { asked[name, default: 0] += 1 }
            return asked[name, default: 0]
        }
        guard let lists = answers[name], let last = lists.last else { return [] }
        return count < lists.count ? lists[count] : last
    }
}
