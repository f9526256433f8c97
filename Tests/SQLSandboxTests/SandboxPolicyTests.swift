import SQLSandbox
import Testing
import ToolRouter

@Suite struct SandboxPolicyTests {
    @Test func `every part that changes a verdict changes the fingerprint`() {
        let policies: [SandboxPolicy] = [
            SandboxPolicy(),
            SandboxPolicy(tables: .only([])),
            SandboxPolicy(tables: .only(["a", "b"])),
            SandboxPolicy(tables: .only(["a,b"])),
            SandboxPolicy(tables: .only(["all"])),
            SandboxPolicy(deniedColumns: ["a": ["b"]]),
            SandboxPolicy(deniedColumns: ["a": ["b", "c"]]),
            SandboxPolicy(deniedColumns: ["a": ["b"], "c": ["b"]]),
            SandboxPolicy(functions: []),
            SandboxPolicy(functions: ["count"]),
            SandboxPolicy(doubleQuotedStrings: true),
            SandboxPolicy(budget: ExecutionBudget(rows: 1)),
            SandboxPolicy(budget: ExecutionBudget(bytes: 1)),
            SandboxPolicy(budget: ExecutionBudget(operations: 1)),
            SandboxPolicy(limits: .with { $0.statementBytes = 1 }),
            SandboxPolicy(limits: .with { $0.valueBytes = 200_000 }),
            SandboxPolicy(limits: .with { $0.expressionDepth = 10 }),
            SandboxPolicy(limits: .with { $0.compoundSelects = 5 }),
            SandboxPolicy(limits: .with { $0.functionArguments = 10 }),
            SandboxPolicy(limits: .with { $0.patternBytes = 1 }),
        ]
        #expect(Set(policies.map(\.fingerprintText)).count == policies.count)
    }

    @Test func `order, case and the time budget do not change the fingerprint`() {
        let one = SandboxPolicy(
            tables: .only(["b", "A"]), deniedColumns: ["A": ["X"], "a": ["w"]], functions: ["COUNT", "sum"])
        let other = SandboxPolicy(
            tables: .only(["a", "B"]), deniedColumns: ["a": ["x", "W"]], functions: ["sum", "count"],
            budget: ExecutionBudget(time: .seconds(1)))
        #expect(one.fingerprintText == other.fingerprintText)
        #expect(
            one.fingerprintText == """
                {"sandbox_rules":8,"tables":["a","b"],"denied_columns":{"a":["w","x"]},"functions":["count","sum"],\
                "double_quoted_strings":false,"rows":1000,"bytes":10000000,"operations":5000000,\
                "statement_bytes":32768,"value_bytes":100000,"expression_depth":100,"compound_selects":20,\
                "function_arguments":100,"pattern_bytes":200}
                """)
    }

    @Test func `letters outside ASCII keep their case and their composition`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.database("CREATE TABLE \"É\"(a); CREATE TABLE \"é\"(a); CREATE TABLE \"e\u{301}\"(a);")
        let sandbox = try Sandbox(opening: path, policy: SandboxPolicy(tables: .only(["é"])))
        #expect(throws: Never.self) { try sandbox.approve("SELECT a FROM \"é\"", at: noon) }
        for name in ["É", "e\u{301}"] {
            let refusal = #expect(throws: SQLRefusal.self) {
                try sandbox.approve("SELECT a FROM \"\(name)\"", at: noon)
            }
            #expect(refusal?.code == .tableDenied)
        }
    }

    @Test func `the functions of the default list are deterministic`() {
        let functions = SandboxPolicy.deterministicFunctions
        #expect(functions.isSuperset(of: ["count", "sum", "like", "date", "json_extract", "row_number", "sqrt"]))
        #expect(functions.isDisjoint(with: SandboxPolicy.functionsOfMachine))
        #expect(SandboxPolicy.functionsOfMachine.isSuperset(of: ["exp", "pow", "power", "ln", "log", "sin", "atan2"]))
        #expect(
            functions.isDisjoint(with: [
                "random", "randomblob", "zeroblob", "load_extension", "fts3_tokenizer", "sqlite_version", "printf",
                "format", "changes", "last_insert_rowid",
            ]))
        #expect(functions.allSatisfy { $0 == $0.lowercased() })
    }

    @Test(arguments: SandboxPolicy.functionsOfMachine.sorted())
    func `a function whose last bit depends on the machine is called only where a policy names it:`(
        name: String
    ) throws {
        let folder = try TemporaryFolder()
        let path = try folder.database()
        let sql = "SELECT \(name)(\(["atan2", "pow", "power"].contains(name) ? "1, 2" : "1"))"
        let refusal = #expect(throws: SQLRefusal.self) {
            try Sandbox(opening: path, policy: SandboxPolicy()).approve(sql, at: noon)
        }
        #expect(refusal?.code == .functionDenied && refusal?.subject == name)
        #expect(refusal?.hint == "its last digits depend on the machine, so a policy has to name it")
        let named = SandboxPolicy(functions: SandboxPolicy.deterministicFunctions.union([name]))
        let sandbox = try Sandbox(opening: path, policy: named)
        #expect(try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows.count == 1)
    }
}
