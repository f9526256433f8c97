import Foundation

/// A scenario small enough to know by heart: each of its requests ends in another way.
struct Shop {
    /// One recorded request.
    struct Request {
        var id: String
        var question: String
        /// The planner's attempt: what stands beside its latency; nil when nothing is recorded.
        var attempt: String?

        /// The planner proposed `sql`.
        init(_ id: String, _ question: String, _ sql: String, confidence: String = "0.9") {
            self.init(
                id, question, content: "{\"tool\":\"sql\",\"sql\":\(quoted(sql)),\"confidence\":\(confidence)}")
        }

        /// The planner wrote `content`.
        init(_ id: String, _ question: String, content: String) {
            self.init(
                id, question,
                attempt: "\"model\":\"m-1\",\"content\":\(quoted(content)),\"usage\":{\"input\":800,\"output\":40}")
        }

        init(_ id: String, _ question: String, attempt: String?) {
            self.id = id
            self.question = question
            self.attempt = attempt
        }
    }

    var requests = [
        Request("r-1", "How many customers are there?", "SELECT count(*) FROM customer"),
        Request("r-2", "Who are they?", "SELECT name FROM customer ORDER BY name"),
        Request("r-3", "How many customers are there?", "SELECT count(*) FROM customer"),
        Request("r-4", "Which secrets do we keep?", "SELECT code FROM secret"),
        Request("r-5", "And the other ones?", "SELECT name FROM customer", confidence: "0.2"),
        Request("r-6", "What did they spend?", attempt: "\"error\":{\"kind\":\"http\",\"status\":500}"),
        Request("r-7", "Who spent most?", "SELECT customer_id FROM purchase ORDER BY cents DESC LIMIT 1"),
    ]

    /// Lines added to scenario.yaml.
    var settings = ""

    static let database = """
        CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER, cents INTEGER);
        CREATE TABLE secret (id INTEGER PRIMARY KEY, code TEXT);
        INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Barbara');
        INSERT INTO purchase VALUES (1, 1, 1250), (2, 1, 300), (3, 2, 999);
        INSERT INTO secret VALUES (1, 'swordfish');

        """

    var yaml: String {
        """
        version: 1
        databases: {shop: shop.sql}
        sql: {tables: [customer, purchase]}
        planner: {name: recorded, model: m-1, retries: 0}
        prices:
          m-1: {input: "2.50", output: "10.00"}

        """ + settings
    }

    var recording: String {
        let header = """
            {"format":"toolrouter-recording","version":1,"source":"written for a test","epoch":"2026-11-20T09:00:00Z"}

            """
        return header
            + requests.enumerated().map { number, request in
                let planner = request.attempt.map { ",\"planner\":[{\"latency_us\":900000,\($0)}]" } ?? ""
                return "{\"id\":\"\(request.id)\",\"at_us\":\((number + 1) * 2_000_000),"
                    + "\"caller\":{\"tenant\":\"acme\",\"user\":\"u-1\"},\"question\":\(quoted(request.question))"
                    + "\(planner)}\n"
            }.joined()
    }

    /// Writes the scenario, over an older one of that name.
    func write(to workplace: Workplace, named name: String = "shop") throws {
        try workplace.folder.write(yaml, to: "replays/\(name)/scenario.yaml")
        try workplace.folder.write(Self.database, to: "replays/\(name)/shop.sql")
        try workplace.folder.write(recording, to: "replays/\(name)/traffic.jsonl")
    }

    /// A workplace with this scenario, whose present answers are its golden.
    func accepted() throws -> Workplace {
        let workplace = try Workplace()
        try write(to: workplace)
        try workplace.acceptAll()
        return workplace
    }
}

/// `text` as a JSON string.
private func quoted(_ text: String) -> String {
    String(decoding: try! JSONEncoder().encode(text), as: UTF8.self)
}

extension Shop {
    /// The same, but for one statement of the planner, which now leaves a customer out.
    static var withShorterList: Shop {
        var shop = Shop()
        shop.requests[1] = .init("r-2", "Who are they?", "SELECT name FROM customer WHERE id < 3 ORDER BY name")
        return shop
    }
}
