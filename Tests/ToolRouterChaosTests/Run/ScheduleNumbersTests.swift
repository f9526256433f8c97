import Testing
import ToolRouterChaos

@Suite struct ScheduleNumbersTests {
    @Test func `every beginning of a run has about as many schedules of each scenario`() {
        let numbers = ScheduleNumbers(scenarios: 3)
        #expect((0..<7).map { numbers.place(of: $0).scenario } == [0, 1, 2, 0, 1, 2, 0])
        #expect((0..<7).map { numbers.place(of: $0).number } == [0, 0, 0, 1, 1, 1, 2])
    }

    @Test func `no two numbers of a run are one schedule`() {
        let numbers = ScheduleNumbers(scenarios: 9)
        let places = (0..<1_000).map { numbers.place(of: $0) }.map { "\($0.scenario)/\($0.number)" }
        #expect(Set(places).count == 1_000)
    }
}
