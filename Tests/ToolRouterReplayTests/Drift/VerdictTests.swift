import Testing
import ToolRouterReplay

struct VerdictTests {
    @Test(arguments: [
        (Verdict.pass, Int32(0)), (.drift, 1), (.broken, 2), (.missing, 3), (.inconclusive, 4), (.nondeterministic, 5),
    ])
    func `each verdict has an exit code of its own`(row: (verdict: Verdict, code: Int32)) {
        #expect(row.verdict.exitCode == row.code)
    }

    @Test func `no two verdicts share an exit code or words`() {
        #expect(Set(Verdict.allCases.map(\.exitCode)).count == Verdict.allCases.count)
        #expect(Set(Verdict.allCases.map(\.words)).count == Verdict.allCases.count)
    }

    @Test(arguments: [
        ("none", [Verdict](), Verdict.missing),
        ("one", [.pass], .pass),
        ("drift beside passes", [.pass, .drift, .pass], .drift),
        ("drift beside a missing golden", [.missing, .drift], .drift),
        ("a missing golden beside passes", [.pass, .missing], .missing),
        ("too little to say", [.inconclusive, .pass], .inconclusive),
        ("a missing golden beside too little", [.inconclusive, .missing], .missing),
        ("a broken invariant beside drift", [.drift, .broken, .missing], .broken),
        ("two runs that differ", [.broken, .nondeterministic, .drift], .nondeterministic),
    ])
    func `the worst counts`(row: (name: String, verdicts: [Verdict], worst: Verdict)) {
        #expect(Verdict.worst(row.verdicts) == row.worst, "\(row.name)")
        #expect(Verdict.worst(row.verdicts.reversed()) == row.worst, "\(row.name), reversed")
    }
}
