import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

struct TrafficTests {
    private let world: RecordedWorld
    private static let nine = Timestamp(microseconds: 1_795_165_200_000_000)

    init() throws {
        world = try RecordedWorld()
    }

    private func arrivals(_ traffic: Traffic) throws -> [(id: String, microseconds: Int64)] {
        var arrivals: [(String, Int64)] = []
        while let arrival = try traffic.next() {
            arrivals.append((arrival.exchange.id.text, (arrival.at - traffic.start).wholeMicroseconds))
        }
        return arrivals
    }

    @Test func `two recordings with epochs of their own are one stream of moments`() throws {
        let traffic = try Traffic(paths: [
            world.recording("b.jsonl", epoch: Self.nine + .seconds(2), [.asked("b-1"), .asked("b-2", at: 3_000_000)]),
            world.recording(
                "a.jsonl", epoch: Self.nine,
                [.asked("a-1", at: 500_000), .asked("a-2", at: 2_000_001), .asked("a-3", at: 9_000_000)]),
        ])
        #expect(traffic.start == Self.nine)
        let arrivals = try arrivals(traffic)
        #expect(arrivals.map(\.id) == ["a-1", "b-1", "a-2", "b-2", "a-3"])
        #expect(arrivals.map(\.microseconds) == [500_000, 2_000_000, 2_000_001, 5_000_000, 9_000_000])
        #expect(try traffic.next() == nil)
    }

    @Test(arguments: [false, true])
    func `at one moment the id decides, whatever the order of the files`(isSwapped: Bool) throws {
        let one = try world.recording(
            "one.jsonl", epoch: Self.nine, [.asked("r-1", at: 7), .asked("r-4", at: 7), .asked("r-5", at: 7)])
        let two = try world.recording(
            "two.jsonl", epoch: Self.nine + .microseconds(7), [.asked("r-2"), .asked("r-3"), .asked("r-6")])
        let traffic = try Traffic(paths: isSwapped ? [two, one] : [one, two])
        #expect(try arrivals(traffic).map(\.id) == ["r-1", "r-2", "r-3", "r-4", "r-5", "r-6"])
    }

    @Test func `lines out of order are put in order and counted over all files`() throws {
        let traffic = try Traffic(paths: [
            world.recording("one.jsonl", [.asked("a", at: 2), .asked("b", at: 1)]),
            world.recording("two.jsonl", [.asked("d", at: 4), .asked("c", at: 3), .asked("e", at: 0)]),
        ])
        #expect(try arrivals(traffic).map(\.id) == ["e", "b", "a", "c", "d"])
        #expect(traffic.reordered == 3)
    }

    @Test func `a recording without requests is an error, beside others too`() throws {
        let empty = try world.recording("empty.jsonl", epoch: Timestamp(nanoseconds: 0), [])
        let one = try world.recording("one.jsonl", epoch: Self.nine, [.asked("a")])
        let error = #expect(throws: FileError.self) { try Traffic(paths: [one, empty]) }
        #expect(error?.path == empty && error?.reason.found == "no request")
    }

    @Test func `with somebody to tell, reading goes on behind every fault`() throws {
        var faults: [FileError] = []
        let empty = try world.recording("empty.jsonl", [])
        let one = try world.recording("one.jsonl", [.asked("a"), .asked("b", at: 1)])
        let two = try world.recording("two.jsonl", [.asked("b", at: 2), .asked("c", at: 3)])
        let traffic = try Traffic(paths: [one, empty, two]) { faults.append($0) }
        #expect(try arrivals(traffic).map(\.id) == ["a", "b", "b", "c"])
        #expect(faults.map(\.path) == [empty, two])
    }

    @Test func `an id that two recordings use is an error that names it`() throws {
        let one = try world.recording("one.jsonl", [.asked("r-1"), .asked("r-2", at: 1)])
        let two = try world.recording("two.jsonl", [.asked("r-2", at: 2)])
        let traffic = try Traffic(paths: [one, two])
        #expect(try traffic.next()?.exchange.id == "r-1")
        #expect(try traffic.next()?.exchange.id == "r-2")
        let error = #expect(throws: FileError.self) { try traffic.next() }
        #expect(error?.path == two)
        #expect(error?.reason.field == "id")
        #expect(error?.reason.found.contains("r-2") == true)
    }

    @Test func `a recording that can't be read is an error that names it`() throws {
        let absent = world.path + "/absent.jsonl"
        let error = #expect(throws: FileError.self) { try Traffic(paths: [absent]) }
        #expect(error?.path == absent)
    }
}
