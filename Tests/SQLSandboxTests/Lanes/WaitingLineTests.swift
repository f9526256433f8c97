import Testing

@testable import SQLSandbox

@Suite struct WaitingLineTests {
    @Test func `first come, first served`() {
        var line = WaitingLine<String>()
        for name in ["a", "b", "c"] { _ = line.join(name) }
        #expect(line.count == 3)
        #expect([line.takeFirst(), line.takeFirst()] == ["a", "b"])
        _ = line.join("d")
        #expect([line.takeFirst(), line.takeFirst(), line.takeFirst()] == ["c", "d", nil])
    }

    @Test func `whoever leaves is gone and holds nobody up`() {
        var line = WaitingLine<String>()
        let places = ["a", "b", "c", "d"].map { line.join($0) }
        #expect(line.leave(places[0]) == "a")
        #expect(line.leave(places[2]) == "c")
        #expect(line.leave(places[2]) == nil, "nobody leaves twice")
        #expect(line.count == 2)
        #expect([line.takeFirst(), line.takeFirst(), line.takeFirst()] == ["b", "d", nil])
        #expect(line.leave(places[1]) == nil, "who was served can't leave")
    }
}
