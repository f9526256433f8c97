import Testing
import ToolRouterReplay

struct TrailsBesideTests {
    @Test func `steps of both stand beside each other, and where they part is marked`() {
        #expect(
            TrailsBeside.lines(
                golden: ["admit:admitted", "plan:circuit_refused", "plan:rule(x)", "run:complete"],
                now: ["admit:admitted", "plan:replied", "run:complete", "settle:stored"]) == [
                    "  golden                 now",
                    "  admit:admitted         admit:admitted",
                    "≠ plan:circuit_refused   plan:replied   ← here they part",
                    "≠ plan:rule(x)",
                    "  run:complete           run:complete",
                    "≠                        settle:stored",
                ])
    }

    @Test func `the same way has no mark`() {
        #expect(TrailsBeside.lines(golden: ["a:b"], now: ["a:b"]) == ["  golden   now", "  a:b      a:b"])
        #expect(TrailsBeside.lines(golden: [], now: []) == ["  golden   now"])
    }
}
