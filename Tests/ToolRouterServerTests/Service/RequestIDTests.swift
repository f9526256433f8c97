import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct RequestIDTests {
    private static let start = Timestamp(microseconds: 1_795_000_000_123_456)

    @Test func `names are in the order of their arrival, and each is another`() {
        let ids = RequestIDs(at: Self.start, chance: 7)
        let names = (0..<1_000).map { _ in ids.next() }
        #expect(names == names.sorted())
        #expect(Set(names).count == names.count)
        #expect(names[0].text.hasSuffix("-00000001"))
    }

    @Test func `a name has only letters, digits and hyphens`() {
        let name = RequestIDs(at: Self.start, chance: .max).next().text
        #expect(name.wholeMatch(of: #/q-[0-9a-v]{14}-[0-9a-f]{8}/#) != nil, "\(name)")
    }

    @Test func `a process that begins later has later names`() {
        let earlier = RequestIDs(at: Self.start, chance: .max)
        let later = RequestIDs(at: Self.start + .milliseconds(1), chance: 0)
        #expect(earlier.next() < later.next())
    }

    @Test func `chance tells processes of one moment apart`() {
        #expect(RequestIDs(at: Self.start, chance: 1).next() != RequestIDs(at: Self.start, chance: 2).next())
    }

    @Test func `names that are taken at once are different`() async {
        let ids = RequestIDs(at: Self.start)
        let all = await withTaskGroup(of: [RequestID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<500).map { _ in ids.next() } } }
            return await group.reduce(into: Set<RequestID>()) { $0.formUnion($1) }
        }
        #expect(all.count == 4_000)
    }
}
