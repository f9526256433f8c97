import Foundation
import SQLSandbox
import SandboxJudge
import Testing
import ToolRouter

/// What the cost fuzzer begins with, and what it found.
struct CostSeedTests {
    private static func seeds() throws -> [String] {
        let file = ThisPackage.folder.appending(path: "Tests/SandboxJudge/Seeds/cost.sql")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map(String.init)
    }

    /// Whatever a statement would cost, it is refused for it, stopped for it, or answered.
    @Test func `a costly statement ends with an answer, or for what it costs`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database(CostTrial.script)
        let sandbox = try Sandbox(
            opening: path, policy: SandboxPolicy(budget: ExecutionBudget(operations: 300_000)))
        var ends: [String: Int] = [:]
        for seed in try Self.seeds() {
            let sql = CostTemplate.statement(seed.utf8, upTo: StatementLimits().statementBytes)
            let end: String
            do {
                let statement = try sandbox.approve(sql, at: noon)
                do {
                    _ = try sandbox.run(statement, at: noon)
                    end = "answered"
                } catch {
                    end = error.code.rawValue
                }
            } catch {
                end = error.code.rawValue
            }
            ends[end, default: 0] += 1
            let right = ["answered", "execution_budget", "sql_too_complex", "sql_invalid", "function_denied"]
            #expect(right.contains(end), "\(end): \(seed)")
        }
        // A corpus all of which is refused, or answered, looks at nothing.
        for end in ["answered", "execution_budget", "sql_too_complex"] {
            #expect(ends[end, default: 0] >= 8, "\(ends)")
        }
    }

    @Test(arguments: [
        ("SELECT {3:a#,}1", "SELECT a0,a1,a2,1"), ("{2:x{2:#}~ }", "x01-1 x010 "), ("{0:x}y", "y"), ("{2:", "{2:"),
        ("{a:b}", "{a:b}"), ("}", "}"), ("{99999999999999999999:ab}", String(repeating: "ab", count: 20)),
        ("{9:{0:x}}", ""), ("", ""),
    ])
    func `a template stands for a statement`(template: String, statement: String) {
        #expect(CostTemplate.statement(template.utf8, upTo: 40) == statement)
    }
}
