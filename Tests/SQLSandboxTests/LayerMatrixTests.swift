import SQLSandbox
import Testing
import ToolRouter

/// What is approved when one layer of the guard is gone: each attack must be held by another layer, or be on the list
/// of what that layer alone holds.
@Suite struct LayerMatrixTests {
    static let layers: [(name: String, layer: GuardLayers)] = [
        ("text", .text), ("one statement", .oneStatement), ("query", .query), ("authorizer", .authorizer),
        ("audit", .audit), ("hardening", .hardening),
    ]

    static let classes: [(name: String, rows: [RefusedStatement])] = [
        ("not one query", RefusedStatement.notOneQuery), ("writes", RefusedStatement.notReadOnly),
        ("no query", RefusedStatement.notAQuery), ("denied tables", RefusedStatement.outOfBounds),
        ("denied columns", RefusedStatement.deniedColumns), ("unreported columns", AuditTests.unseen),
        ("denied functions", RefusedStatement.functions), ("too complex", RefusedStatement.tooComplex),
    ]

    /// How many rows of each class a layer holds alone, in the order of `classes`.
    static let heldAlone: [String: [Int]] = [
        "none": [0, 0, 0, 0, 0, 0, 0, 0],
        "text": [0, 0, 0, 0, 0, 0, 0, 0],
        "one statement": [5, 0, 0, 0, 0, 0, 0, 0],
        // A REINDEX where there is no index: it compiles to nothing. A parameter without a name, which would be NULL.
        "query": [0, 0, 2, 0, 0, 0, 0, 0],
        // Views leave no trace in a program: two that are denied, and one whose denied column nobody asks for.
        "authorizer": [0, 0, 0, 2, 1, 0, 0, 0],
        // What the authorizer is not told of.
        "audit": [0, 0, 0, 0, 0, 11, 0, 0],
        "hardening": [0, 0, 0, 0, 0, 0, 0, 3],
    ]

    /// How many rows of each class are approved without `layer`.
    private func approvals(without layer: GuardLayers) throws -> [Int] {
        let folder = try TemporaryFolder()
        let paths = try [
            shopScript: folder.database(shopScript),
            clinicScript: folder.database(clinicScript, named: "clinic.sqlite"),
        ]
        return try Self.classes.map { _, rows in
            try rows.count { row in
                let path = try #require(paths[row.script])
                let sandbox = try Sandbox(opening: path, policy: row.policy, layers: .all.subtracting(layer))
                let isApproved = (try? sandbox.approve(row.sql, at: noon)) != nil
                #expect(try folder.contents == ["clinic.sqlite", "shop.sqlite"], "\(row.name) left a file")
                return isApproved
            }
        }
    }

    @Test func `without one layer another one holds, but for what is listed`() throws {
        let width = 24
        func cell(_ text: String) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }
        var lines = [cell("approved without") + Self.classes.map { cell("\($0.name) (\($0.rows.count))") }.joined()]
        for (name, layer) in [("none", GuardLayers())] + Self.layers {
            let counts = try approvals(without: layer)
            lines.append(cell(name) + counts.map { cell("\($0)") }.joined())
            #expect(counts == Self.heldAlone[name], "without \(name)")
        }
        print(lines.joined(separator: "\n"))
    }
}
