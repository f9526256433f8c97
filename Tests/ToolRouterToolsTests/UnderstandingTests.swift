import SQLSandbox
import Testing
import ToolRouter
import ToolRouterTools

/// Whether bare text is SQL: SQLite's parser has to take it, whatever tables there are.
@Suite struct UnderstandingTests {
    private static func understands(_ text: String, policy: SandboxPolicy = Shop.policy) async throws -> Bool {
        let shop = try Shop()
        try shop.build("shop")
        return try await shop.tool("shop", policy: policy).understands(text, for: Shop.ask("?"), at: Shop.noon)
    }

    @Test(arguments: [
        "With the given schema, I can't answer this question.", "Select a table first, please.",
        "Update: there is no such table in this schema.", "Explain what you mean by revenue.",
        "Begin by joining orders and customers.", "Release dates are not in the schema.",
        "Replace the placeholder with a customer id.", "Create a list of all customers, please.",
        "Drop me a line when the schema is ready.", "Delete nothing: the question is unclear.",
        "Insert the customer's name, please.", "Alter your question, please.", "Values differ between the regions.",
        "Commit to one table first.", "Pragma matters here.", "End of the schema reached.",
        "Analyze the question again; it is unclear.", "Vacuum the floor.", "Attach the file, please.",
        "Update: if not possible, say so.", "Select a secret from secret, please.",

        "Show me the tables that hold revenue.", "Show tables that hold revenue.", "Describe what you mean by revenue.",
        "Use the customers table for that.", "Grant me a moment, please.", "Set the date range first.",
        "Call me later.",
        "Merge the two questions into one.", "Lock it.", "Truncate the names to ten letters.",
        "SELECT 1; Show this number to the user.", "SELECT 1; Use it wisely.", "SELECT 1; Set the limit as you like.",
        "SELECT 1; With this you see it.", "SELECT 1; SELECT 2; Use tools", "SELECT 1; /* so */ Explain it;",
        "SELECT 1; Describe tables", "DROP TABLE customer; Call me (later)",
        "Use tools", "Describe tables", "Explain yourself", "Desc it", "Set x to y", "Call me (later)", "Execute it",
        "Exec summary", "Truncate names", "Explain with examples", "Explain values", "Show columns in use",
        "Show create table statements", "Lock tables now", "Merge into one using joins when possible",
        "DESCRIBE secret", "DESCRIBE absent", "TRUNCATE TABLE secret", "CALL refresh (1)",
        "SELECT TOP 5 name FROM customer", "SELECT name FROM", "SELECT name FROM customer WHERE", "SELECT \u{0}1",
    ])
    func `prose, and what SQLite can't parse, is no SQL:`(text: String) async throws {
        #expect(try await !Self.understands(text))
    }

    @Test(arguments: [
        "SELECT name FROM customer", "SELECT 1;", "SELECT nope", "SELECT name FROM customers_of_mars",
        "SELECT nope(1)", "SELECT count(*) FROM customer WHERE count(*) > 1", "SELECT code FROM secret",
        "SELECT random()", "DROP TABLE customer", "DELETE FROM customer", "CREATE TABLE customer (id)",
        "UPDATE customer SET name = 'x'", "BEGIN", "COMMIT", "PRAGMA table_info(customer)", "EXPLAIN SELECT 1",
        "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE customer;", "SELECT 1; SHOW TABLES", "SELECT 1; DESCRIBE customer;",
        "CREATE TRIGGER x AFTER DELETE ON customer BEGIN SELECT 1; DELETE FROM customer; END",
        "DESCRIBE \"customer\"", "SHOW TABLES FROM shop", "SET search_path TO public",
        "EXPLAIN VERBOSE WITH x AS (SELECT 1) SELECT * FROM x",
        "CREATE TABLE IF NOT EXISTS secret (a) nonsense", "ATTACH 'x' AS y", "VACUUM",
        "DESCRIBE customer", "DESC customer;", "DESCRIBE TABLE main.customer", "SHOW TABLES",
        "SHOW FULL COLUMNS FROM customer",
        "SHOW TABLES LIKE 'c%';", "SHOW CREATE TABLE customer", "SHOW INDEX FROM customer WHERE Key_name = 'x'",
        "USE shop",
        "EXPLAIN ANALYZE SELECT 1", "EXPLAIN customer", "TRUNCATE TABLE customer", "SET search_path = public",
        "CALL refresh(1, (2))", "GRANT SELECT ON customer TO bob", "REVOKE ALL ON customer FROM bob",
        "MERGE INTO customer USING purchase ON 1 WHEN MATCHED THEN DELETE", "LOCK TABLES customer",
    ])
    func `a statement is SQL, be it allowed, about tables that are there, or of another database:`(
        text: String
    ) async throws {
        #expect(try await Self.understands(text))
    }

    @Test(arguments: ["DESCRIBE customer", "SHOW TABLES", "EXPLAIN ANALYZE SELECT 1", "TRUNCATE customer"])
    func `a statement of another database is refused as one:`(text: String) async throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let error = await #expect(throws: RouterError.self) {
            _ = try await tool.approve(Plan(sql: text), for: Shop.ask("?"), at: Shop.noon)
        }
        #expect(error?.code == .statementDenied)
        #expect(error?.detail.contains(text.prefix { $0 != " " }) == true, "\(String(describing: error))")
    }

    @Test func `where the database is unknown, its guard is left to say it`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        #expect(
            await (try shop.tool("shop")).understands("Select a table first", for: Shop.ask("?", "mars"), at: Shop.noon)
        )
    }

    /// Otherwise the planner's failure would tell what a refusal keeps to itself.
    @Test(arguments: [
        "CREATE TABLE IF NOT EXISTS %@ (a) nonsense", "DROP TABLE IF EXISTS %@ nonsense",
        "SELECT %@.a FROM secret nonsense x",
        "UPDATE secret SET %@ = 1 nonsense", "CREATE INDEX %@ ON secret(code) nonsense", "DROP VIEW %@ nonsense",
        "DESCRIBE %@", "EXPLAIN %@", "USE %@", "TRUNCATE TABLE %@", "SHOW COLUMNS FROM %@", "SELECT 1; DESC %@",
        "EXPLAIN ANALYZE SELECT 1 FROM %@", "MERGE INTO %@ USING customer ON 1 WHEN MATCHED THEN DELETE", "CALL %@(1)",
        "ALTER TABLE secret DROP COLUMN %@ nonsense", "CREATE TRIGGER %@ AFTER DELETE ON secret nonsense",
    ])
    func `whether text is SQL does not depend on the names of a denied table:`(form: String) async throws {
        let answers = try await ["secret", "code", "absent"].asyncMap {
            try await Self.understands(form.replacing("%@", with: $0))
        }
        #expect(Set(answers).count == 1, "\(answers)")
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
