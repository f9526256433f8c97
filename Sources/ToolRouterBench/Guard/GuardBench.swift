import ArgumentParser
import Foundation
import SQLSandbox
import ToolRouter

/// `toolrouter-bench guard`: what it costs to approve a statement.
struct GuardBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard",
        abstract: "Times the approval of the statements that answer the Spider questions.",
        discussion: """
            Cold is the first look at a text: compiled, judged by the authorizer, its program audited. Memoised is every \
            later one, as long as the schema stays as it is. Each statement's time is the fastest of several runs; the \
            figures are over the statements.
            """)

    @Option(help: "The folder with questions.jsonl and database/.")
    var spider: String

    @Option(help: "How often each statement is approved cold.")
    var runs = 21

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs is at least 1") }
    }

    func run() throws {
        // As in a replay and on a lane; elsewhere each call that is not memoised begins with a thread of its own.
        try DeepStack.run { try measure() }
    }

    private func measure() throws {
        let statements = try SpiderStatement.read(spider + "/questions.jsonl")
        // Any moment will do: approvals do not read the clock.
        let now = Timestamp(microseconds: 0)
        let clock = ContinuousClock()
        var cold = Array(repeating: Duration.seconds(1), count: statements.count)
        var changing = cold
        var snapshot = cold
        for _ in 0..<runs {
            // New sandboxes remember nothing.
            let sandboxes = try open(statements, isSnapshot: false)
            let snapshots = try open(statements, isSnapshot: true)
            for (number, statement) in statements.enumerated() {
                let (sandbox, still) = (sandboxes[statement.database]!, snapshots[statement.database]!)
                cold[number] = min(cold[number], try clock.measure { try approve(statement, sandbox, now) })
                // Each text is there several times, and remembered after the first.
                changing[number] = min(changing[number], try memoised(statement, sandbox, now))
                snapshot[number] = min(snapshot[number], try memoised(statement, still, now))
            }
        }
        // A text that comes again is not cold any more.
        var seen: Set<SpiderStatement> = []
        let firsts = statements.indices.filter { seen.insert(statements[$0]).inserted }
        Self.tell("approval, cold", firsts.map { cold[$0] })
        Self.tell("approval, memoised", changing)
        Self.tell("approval, memoised, database held still", snapshot)
    }

    private func open(_ statements: [SpiderStatement], isSnapshot: Bool) throws -> [String: Sandbox] {
        var sandboxes: [String: Sandbox] = [:]
        let policy = SandboxPolicy(doubleQuotedStrings: true)
        for database in Set(statements.map(\.database)).sorted() {
            let path = URL(filePath: spider + "/database/\(database).sqlite").resolvingSymlinksInPath().path
            let sandbox = try Sandbox(opening: path, policy: policy, isSnapshot: isSnapshot)
            // The schema is read before the clock starts.
            _ = try sandbox.approve("SELECT 1", at: Timestamp(microseconds: 0))
            sandboxes[database] = sandbox
        }
        return sandboxes
    }

    private func approve(_ statement: SpiderStatement, _ sandbox: Sandbox, _ now: Timestamp) throws {
        let approved = try sandbox.approve(statement.sql, at: now)
        precondition(!approved.columns.isEmpty, "an approved statement has columns: \(statement.sql)")
    }

    private func memoised(_ statement: SpiderStatement, _ sandbox: Sandbox, _ now: Timestamp) throws -> Duration {
        try approve(statement, sandbox, now)
        return try ContinuousClock().measure {
            for _ in 0..<100 { try approve(statement, sandbox, now) }
        } / 100
    }

    private static func tell(_ name: String, _ times: [Duration]) {
        let sorted = times.sorted()
        for (word, share) in [("median", 50), ("p90", 90), ("p99", 99)] {
            let time = sorted[min(sorted.count - 1, sorted.count * share / 100)]
            figure("\(name), \(word) of \(sorted.count)", time / .microseconds(1), digits: 2, "µs")
        }
    }
}

/// The statement that answers a question of the Spider set.
struct SpiderStatement: Hashable, Decodable {
    let database: String
    let sql: String

    private enum CodingKeys: String, CodingKey {
        case database = "db_id"
        case sql = "gold_sql"
    }

    /// The statements of the file at `path`, one JSON object a line.
    static func read(_ path: String) throws -> [SpiderStatement] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        guard !lines.isEmpty else { throw ValidationError("\(path) is empty; name the folder of the Spider set") }
        return try lines.map { try JSONDecoder().decode(SpiderStatement.self, from: Data($0.utf8)) }
    }
}
