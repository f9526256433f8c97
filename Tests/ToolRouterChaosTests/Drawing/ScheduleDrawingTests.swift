import Testing
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

@Suite struct ScheduleDrawingTests {
    private static let schedules = 60

    private func schedules(of name: String) throws -> [Schedule] {
        let subject = try ChaosSubject(path: ShippedScenarios.path(name))
        let drawing = ScheduleDrawing(seed: 5, requests: 40)
        return (0..<Self.schedules).map { drawing.schedule($0, of: subject) }
    }

    @Test(arguments: ShippedScenarios.names)
    func `no two requests have one name, whatever they are called in the recording`(name: String) throws {
        for (number, schedule) in try schedules(of: name).enumerated() {
            #expect(Set(schedule.requests.map(\.id)).count == schedule.requests.count, "schedule \(number)")
        }
    }

    @Test func `a fault says what it leads to where nothing else can be the end, every other time`() throws {
        let rules = try schedules(of: "separate-rights").flatMap { $0.faults?.rules ?? [] }
        let (ends, others) = (
            rules.filter { ["tool", "tool.sql", "database"].contains($0.target.text) },
            rules.filter { !["tool", "tool.sql", "database"].contains($0.target.text) }
        )
        #expect(others.allSatisfy { $0.leadsTo == nil })
        let stated = ends.compactMap(\.leadsTo)
        #expect(stated.count > ends.count / 4 && stated.count < ends.count)
        let failed = FaultConsequence(outcomes: [.failed])
        #expect(stated.allSatisfy { [failed, FaultConsequence(outcomes: [.failed, .answered])].contains($0) })
        #expect(stated.contains(failed))
        // A call that hangs has a weaker form that ends.
        #expect(ends.allSatisfy { $0.kind != HangFault.kind || $0.leadsTo != failed })
    }

    @Test func `after the faults those ask again who asked before`() throws {
        var healed = 0
        for schedule in try schedules(of: "noisy-tenant") {
            guard let faults = schedule.faults, let end = faults.rules.compactMap(\.window.to).max() else { continue }
            let late = schedule.requests.filter { .microseconds($0.atMicroseconds) > end }.suffix(8)
            let callers = Set(schedule.requests.prefix(40).map { "\($0.caller.tenant) \($0.caller.user?.text ?? "")" })
            healed += late.count
            #expect(late.allSatisfy { callers.contains("\($0.caller.tenant) \($0.caller.user?.text ?? "")") })
        }
        #expect(healed > 0)
    }
}
