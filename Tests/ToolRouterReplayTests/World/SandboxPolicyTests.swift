import SQLSandbox
import Testing
import ToolRouterFormats
import ToolRouterReplay

@Suite struct SandboxPolicyTests {
    @Test func `a scenario that says nothing of SQL has the default policy`() {
        #expect(SandboxPolicy(SQLSettings()) == SandboxPolicy())
    }

    @Test func `every limit of a scenario is one of its policy`() {
        var settings = SQLSettings()
        settings.limits.statementBytes = 1
        settings.limits.valueBytes = 2
        settings.limits.expressionDepth = 3
        settings.limits.compoundSelects = 4
        settings.limits.functionArguments = 5
        settings.limits.patternBytes = 6
        let limits = SandboxPolicy(settings).limits
        #expect(
            [
                limits.statementBytes, limits.valueBytes, limits.expressionDepth, limits.compoundSelects,
                limits.functionArguments, limits.patternBytes,
            ] == [1, 2, 3, 4, 5, 6])
    }
}
