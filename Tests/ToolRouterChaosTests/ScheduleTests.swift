import Testing
import ToolRouter
import ToolRouterChaos

struct ScheduleTests {
    @Test func `a schedule says which settings it changes`() {
        let schedule = Schedule(
            scenario: "s", seed: 1, epoch: Timestamp(nanoseconds: 0), requests: [],
            changes: [SettingChange(key: "breaker.failures", value: "1")])
        #expect(schedule.changes == [SettingChange(key: "breaker.failures", value: "1")])
    }
}
