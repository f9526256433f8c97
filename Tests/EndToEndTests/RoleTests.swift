import Testing

/// Callers who have roles, seen by who replays them.
@Suite struct RoleTests {
    private static let roles = """
        roles:
          clerk: {sql: {denied_columns: {customer: [name]}}}
          auditor: {sql: {tables: [customer, purchase, secret], widens: true}}
          slow: {limits: {user: {requests: 1, per: 1h}}}

        """

    /// The shop, whose caller has `role` in every request.
    private func workplace(_ role: String, _ roles: String = roles) throws -> Workplace {
        let workplace = try Workplace()
        var shop = Shop()
        shop.settings = roles
        try shop.write(to: workplace)
        try workplace.edit("replays/shop/traffic.jsonl", #""user":"u-1""#, #""user":"u-1","role":"\#(role)""#)
        return workplace
    }

    @Test(arguments: [
        ("clerk", ["r-1": "answered", "r-2": "column_denied", "r-3": "answered", "r-4": "table_denied"]),
        ("auditor", ["r-1": "answered", "r-2": "answered", "r-3": "answered", "r-4": "answered"]),
        ("slow", ["r-1": "answered", "r-2": "rate_limited", "r-3": "rate_limited", "r-4": "rate_limited"]),
        ("boss", ["r-1": "forbidden", "r-2": "forbidden", "r-3": "forbidden", "r-4": "forbidden"]),
    ])
    func `a caller may what its role may`(_ role: String, _ expected: [String: String]) throws {
        let workplace = try workplace(role)
        let run = try workplace.run("replay")
        #expect(run.code == 3, "\(run.text) \(run.errors)")
        let answers = try workplace.answers("reports/shop/answers.jsonl")
        for (id, word) in expected { #expect(answers[id]?.code ?? answers[id]?.outcome == word, "\(id)") }
        #expect(try workplace.report().scenarios[0].broken == [])
        // What is compared is compared by the caller's own rights.
        #expect(try workplace.run("accept", "--reason", "as found").code == 0)
        #expect(try workplace.run("replay", "--check-determinism").code == 0)
    }

    @Test func `another role is drift, and a narrower one is told of`() throws {
        let workplace = try workplace("auditor")
        try workplace.acceptAll()
        try workplace.edit("replays/shop/traffic.jsonl", "auditor", "clerk")
        #expect(try workplace.run("replay").code == 1)
        let explained = try workplace.run("explain", "shop", "r-4")
        #expect(explained.text.contains("table_denied"), "\(explained.text)")
        #expect(!explained.text.contains("swordfish"))
    }

    @Test(arguments: [
        ("a role that is nowhere", "boss", roles, "has role boss, which scenario.yaml does not name"),
        (
            "a table that is nowhere", "clerk", "roles: {clerk: {sql: {widens: true, tables: [custmer]}}}\n",
            "`roles.clerk.sql.tables`: no database has a table custmer; did you mean `customer`?"
        ),
        (
            "a column that is nowhere", "clerk", "roles: {clerk: {sql: {denied_columns: {customer: [nmae]}}}}\n",
            "`roles.clerk.sql.denied_columns`: in database shop, customer has no column nmae, which is denied"
        ),
        (
            "a table too many", "clerk", "roles: {clerk: {sql: {tables: [secret]}}}\n",
            "`roles.clerk.sql.tables`: found the table secret, which goes beyond `sql.tables`"
        ),
    ])
    func `a check says what is wrong with roles`(
        _ name: String, _ role: String, _ roles: String, _ words: String
    ) throws {
        let run = try workplace(role, roles).run("check", "replays/shop")
        #expect(run.code == 65)
        #expect((run.text + run.errors).contains(words), "\(run.text) \(run.errors)")
    }

    @Test func `what is expected is judged by the caller's rights`() throws {
        let workplace = try workplace("auditor")
        try workplace.edit(
            "replays/shop/traffic.jsonl", #""question":"Which secrets do we keep?""#,
            #""question":"Which secrets do we keep?","expected":{"tool":"sql","sql":"SELECT code FROM secret"}"#)
        #expect(try workplace.run("check", "replays/shop").code == 0)
        _ = try workplace.run("replay")
        #expect(try workplace.report().scenarios[0].accuracy["recorded"]?["strict"] == 1)
        try workplace.edit("replays/shop/traffic.jsonl", "auditor", "clerk")
        #expect(try workplace.run("check", "replays/shop").code == 65)
    }
}
