import Testing

@testable import ToolRouterServer

/// How many connections and requests there is room for.
@Suite struct HTTPCensusTests {
    @Test func `surplus connections of one address take no room of others`() {
        var limits = HTTPLimits()
        limits.connections = 2
        limits.connectionsPerAddress = 1
        let census = HTTPCensus(limits)
        #expect(census.enter("192.0.2.1") == .admitted)
        for _ in 0..<64 { #expect(census.enter("192.0.2.1") == .surplus) }
        #expect(census.enter("192.0.2.1") == .refused)
        #expect(census.enter("192.0.2.2") == .admitted)
        #expect(census.tally.connections == 66)
        census.leave("192.0.2.1", isSurplus: true)
        #expect(census.enter("192.0.2.3") == .surplus)
        census.leave("192.0.2.1", isSurplus: false)
        #expect(census.enter("192.0.2.1") == .admitted)
    }

    @Test func `who looks how the service is finds room when there is none`() {
        var limits = HTTPLimits()
        limits.requests = 1
        let census = HTTPCensus(limits)
        #expect(census.begin(isAlways: false) == .usual)
        #expect(census.begin(isAlways: false) == nil)
        #expect(census.begin(isAlways: true) == .aside)
        #expect(census.underWay == 2)
        census.end(.aside)
        census.end(.usual)
        #expect(census.underWay == 0)
        #expect(census.begin(isAlways: true) == .usual)
    }
}
