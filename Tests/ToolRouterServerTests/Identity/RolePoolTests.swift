import Foundation
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// A service serves each role from lanes of its own policy.
@Suite struct RolePoolTests {
    private static let everybody = SandboxPolicy(tables: .only(["item", "staff"]))
    private static let roles = [
        RoleSettings(name: "clerk", sql: SandboxPolicy(tables: .only(["item"]))),
        RoleSettings(name: "other clerk", sql: SandboxPolicy(tables: .only(["item"]))),
        RoleSettings(name: "same", sql: everybody),
    ]

    private func pools(_ folder: OutputFolder, lanes: Int) throws -> RolePools {
        let databases = try ["east", "west"].map { name in
            let path = "\(folder.path)/\(name).sqlite"
            try DatabaseScript.build(
                "CREATE TABLE item (id INTEGER); CREATE TABLE staff (id INTEGER); INSERT INTO staff VALUES (1);",
                at: path)
            return (name: DatabaseName(name), path: path)
        }
        return try RolePools(
            databases: databases, policy: Self.everybody, roles: Self.roles, settings: PoolSettings(lanes: lanes),
            processes: nil)
    }

    @Test func `there is a pool for each database and each policy that differs, and each role is judged by its own`()
        async throws
    {
        let folder = try OutputFolder.scratch()
        let pools = try pools(folder, lanes: 4)
        #expect(pools.pools.count == 4)
        let rows: [(RoleName?, ErrorCode?)] = [
            (nil, nil), ("clerk", .tableDenied), ("other clerk", .tableDenied), ("same", nil), ("boss", .forbidden),
        ]
        for database in ["east", "west"] as [DatabaseName] {
            for (role, code) in rows {
                let request = Request(
                    id: "r-1", caller: Caller(tenant: "t", role: role), question: "?", database: database)
                var found: ErrorCode?
                do throws(RouterError) {
                    let now = Timestamp.ofIdentity
                    _ = try await pools.tool.approve(Plan(sql: "SELECT id FROM staff"), for: request, at: now).run(
                        at: now)
                } catch {
                    found = error.code
                }
                #expect(found == code, "\(role as Any)")
            }
        }
        await pools.close()
    }

    @Test(arguments: [
        (4, 1, [4]), (4, 2, [2, 2]), (4, 3, [2, 1, 1]), (4, 8, [1, 1, 1, 1, 1, 1, 1, 1]), (1, 3, [1, 1, 1]),
        (8, 3, [4, 2, 2]), (64, 16, Array(repeating: 4, count: 16)),
    ])
    func `lanes are shared out, one for each policy at least`(_ lanes: Int, _ pools: Int, _ shares: [Int]) {
        #expect((0..<pools).map { RolePools.lanes($0, of: pools, sharing: lanes) } == shares)
    }
}
