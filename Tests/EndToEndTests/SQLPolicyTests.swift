import Testing

/// What a scenario's `sql` section denies, seen by who replays it.
@Suite struct SQLPolicyTests {
    @Test func `a column that is denied from now on is drift that names the code and what may be read`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit(
            "replays/shop/scenario.yaml", "{tables: [customer, purchase]}",
            "{tables: [customer, purchase], denied_columns: {Customer: [NAME]}}")
        let run = try workplace.run("replay")
        #expect(run.code == 1)
        let answers = try workplace.answers("reports/shop/answers.jsonl")
        #expect(answers["r-1"]?.outcome == "answered", "a count reads no name")
        #expect(answers["r-2"]?.outcome == "refused" && answers["r-2"]?.code == "column_denied")

        let explained = try workplace.run("explain", "shop", "r-2")
        #expect(explained.text.contains("the column name of customer is not allowed"))
        #expect(explained.text.contains("columns of customer: id"))
    }

    @Test func `a function that is denied from now on is drift that names the code`() throws {
        let workplace = try Shop().accepted()
        try workplace.edit(
            "replays/shop/scenario.yaml", "{tables: [customer, purchase]}",
            "{tables: [customer, purchase], denied_functions: [COUNT]}")
        #expect(try workplace.run("replay").code == 1)
        let answers = try workplace.answers("reports/shop/answers.jsonl")
        #expect(answers["r-1"]?.code == "function_denied")
        #expect(answers["r-2"]?.outcome == "answered")
    }
}
