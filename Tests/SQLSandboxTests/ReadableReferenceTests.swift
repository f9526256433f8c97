import Testing
import ToolRouter

@testable import SQLSandbox

/// What is told of keys and references to those who write statements.
@Suite struct ReadableReferenceTests {
    private static let script = """
        CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE player (
            id INTEGER PRIMARY KEY, "first name" VARCHAR(40), team INT REFERENCES team, captain_of REFERENCES team(id),
            salary REAL, code TEXT REFERENCES secret(code), twice AS (salary * 2),
            bank REFERENCES account(number));
        CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE TABLE match (a INT, b INT, FOREIGN KEY (a, b) REFERENCES pair, FOREIGN KEY (b) REFERENCES pair(b));
        CREATE TABLE secret (code TEXT PRIMARY KEY);
        CREATE TABLE account (number TEXT PRIMARY KEY, owner TEXT);
        CREATE VIEW names AS SELECT "first name" AS name FROM player;
        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func words(_ tables: [ReadableTable]) -> [String] {
        tables.map { table in
            "\(table.name)("
                + table.columns.map { column in
                    [
                        column.name, column.type ?? "", column.isKey ? "KEY" : "",
                        column.references.map { "-> \($0.table).\($0.column)" } ?? "",
                    ]
                    .filter { !$0.isEmpty }.joined(separator: " ")
                }.joined(separator: ", ") + ")"
        }
    }

    @Test func `tables have their columns, types, keys and references`() throws {
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: SandboxPolicy())
        #expect(
            words(try sandbox.readable()) == [
                "account(number TEXT KEY, owner TEXT)", "match(a INT, b INT -> pair.b)", "names(name VARCHAR(40))",
                "pair(a INT KEY, b INT KEY)",
                "player(id INTEGER KEY, first name VARCHAR(40), team INT -> team.id, captain_of -> team.id, salary REAL, code TEXT -> secret.code, twice, bank -> account.number)",
                "secret(code TEXT KEY)", "team(id INTEGER KEY, name TEXT)",
            ])
    }

    @Test func `what the policy denies is not there, nor what points to it`() throws {
        let policy = SandboxPolicy(
            tables: .only(["player", "team", "account"]), deniedColumns: ["player": ["salary"], "account": ["NUMBER"]])
        let sandbox = try Sandbox(opening: folder.database(Self.script), policy: policy)
        #expect(
            words(try sandbox.readable()) == [
                "account(owner TEXT)",
                "player(id INTEGER KEY, first name VARCHAR(40), team INT -> team.id, captain_of -> team.id, code TEXT, bank)",
                "team(id INTEGER KEY, name TEXT)",
            ])
    }

    @Test func `lanes say the same, be they processes or not`() async throws {
        let path = try folder.database(Self.script)
        let policy = SandboxPolicy(deniedColumns: ["player": ["salary"]])
        let expected = try Sandbox(opening: path, policy: policy).readable()
        for processes in [nil, LaneProcesses(BuiltLanes.path, judges: 1)] {
            let pool = try SandboxPool(opening: path, policy: policy, processes: processes)
            #expect(try await pool.readable() == expected)
            _ = try await pool.dataVersion
            #expect(try await pool.readable() == expected)
            await pool.close()
        }
    }
}
