import Testing
import ToolRouter
import ToolRouterTools

@Suite struct RecognitionTests {
    private func recognise(_ question: String) async throws -> Plan? {
        let shop = try Shop()
        try shop.build("shop")
        return try await shop.tool("shop").recognise(Shop.ask(question), at: Shop.noon)
    }

    @Test(arguments: [
        "SELECT count(*) FROM customer", "select name from customer;", "  SELECT 1",
        "WITH big AS (SELECT * FROM purchase WHERE cents > 900) SELECT count(*) FROM big", "VALUES (1), (2)",
        "SELECT\n\tname\nFROM customer",
    ])
    func `SQL that fits the schema is recognised and stays as it is`(sql: String) async throws {
        #expect(try await recognise(sql) == Plan(sql: sql))
    }

    @Test(arguments: [
        "Select the three best customers for me", "with whom did Ada trade?", "Update me on the customers",
        "select", "Delete the customers who never bought anything, please", "drop me a line",
        "Explain why revenue fell", "How many customers are there?", "", "   ", "SELECT name FROM customers_of_mars",
        "Create a list of all customers, please", "Update: if not possible, say so",
        "Drop table customer and forget it",
        "Select a secret from secret for me, please", "Pragma matters here", "Attach the file, please",
        "Delete from secret what is old",
        "select nothing from customer", "Values matter to us", "créer SELECT", "selection of customers",
    ])
    func `English, and SQL about another schema, is left to the planner`(question: String) async throws {
        #expect(try await recognise(question) == nil)
    }

    /// SQL that means something here and is not allowed: the guard must get to refuse it by its reason.
    @Test(arguments: [
        ("SELECT code FROM secret", ErrorCode.tableDenied), ("DELETE FROM customer", .sqlNotReadOnly),
        ("UPDATE customer SET name = 'x'", .sqlNotReadOnly), ("DROP TABLE customer", .sqlNotReadOnly),
        ("SELECT 1; SELECT 2", .multipleStatements), ("PRAGMA table_info(customer)", .statementDenied),
        ("SELECT random()", .functionDenied), ("EXPLAIN SELECT 1", .statementDenied),
    ])
    func `SQL that is not allowed is recognised and then refused by the guard`(
        sql: String, code: ErrorCode
    ) async throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let request = Shop.ask(sql)
        let plan = try #require(await tool.recognise(request, at: Shop.noon))
        #expect(plan.sql == sql)
        let error = await #expect(throws: RouterError.self) {
            _ = try await tool.approve(plan, for: request, at: Shop.noon)
        }
        #expect(error?.code == code)
        #expect(error?.stage == .guard)
    }
}
