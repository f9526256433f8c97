package import SQLSandbox
package import ToolRouter
package import ToolRouterFormats
package import ToolRouterTools

/// The pools of a service: for each database one for everybody, and one for each policy of roles that differs.
///
/// The guard of a lane keeps to one policy, so that nothing a request says can have it judged by another's. Lanes are processes,
/// so those who may the same share a pool, and the lanes that run statements are shared out: as many in all as one pool would
/// have, but one for each policy at least. A role's pool has one lane that judges.
package final class RolePools: Sendable {
    /// The tool over them.
    package let tool: SQLTool
    /// All pools.
    package let pools: [SandboxPool]

    /// Opens all databases for everybody and for each role.
    ///
    /// - Parameters:
    ///   - sources: what names the content of those databases that were built for this server alone, see `SandboxPool`.
    ///   - settings: how large the pools of one database are together, and how patient.
    ///   - processes: that each lane is a process of its own; nil leaves them in this one.
    package init(
        databases: [(name: DatabaseName, path: String)], sources: [DatabaseName: String] = [:], policy: SandboxPolicy,
        roles: [RoleSettings],
        settings: PoolSettings = PoolSettings(), processes: LaneProcesses?,
        monotonicNow: (@Sendable () -> Duration)? = nil
    ) throws(SandboxError) {
        var opened: [SandboxPolicy: [DatabaseName: SandboxPool]] = [:]
        let policies = Self.distinct([policy] + roles.map(\.sql))
        for (number, policy) in policies.enumerated() {
            let lanes = Self.lanes(number, of: policies.count, sharing: settings.lanes)
            for database in databases {
                opened[policy, default: [:]][database.name] = try SandboxPool(
                    opening: database.path, policy: policy,
                    settings: PoolSettings(
                        lanes: lanes, waiting: settings.waiting, busyTimeout: settings.busyTimeout,
                        versionAge: settings.versionAge, version: settings.version),
                    source: sources[database.name], processes: number == 0 ? processes : processes.map(Self.ofRole),
                    monotonicNow: monotonicNow)
            }
        }
        func access(_ policy: SandboxPolicy) -> SQLAccess {
            SQLAccess(databases: opened[policy] ?? [:], policy: policy)
        }
        pools = opened.values.flatMap(\.values)
        tool = SQLTool(
            access(policy), roles: Dictionary(roles.map { ($0.name, access($0.sql)) }) { first, _ in first })
    }

    /// Closes all: whoever waits fails, and when it returns no file is open any more.
    package func close() async {
        for pool in pools { await pool.close() }
    }

    /// The lanes of the pool of that number, the first being everybody's: a share of all, what is left over goes to the first.
    static func lanes(_ number: Int, of pools: Int, sharing lanes: Int) -> Int {
        let share = max(1, lanes / pools)
        return number == 0 ? max(share, lanes - share * (pools - 1)) : share
    }

    /// Each policy once, in the order in which they come.
    private static func distinct(_ policies: [SandboxPolicy]) -> [SandboxPolicy] {
        var seen: Set<SandboxPolicy> = []
        return policies.filter { seen.insert($0).inserted }
    }

    /// Lanes of a pool that few use.
    private static func ofRole(_ processes: LaneProcesses) -> LaneProcesses {
        LaneProcesses(
            processes.executable, judges: 1, judgingTime: processes.judgingTime, grace: processes.grace,
            processorSeconds: processes.processorSeconds)
    }
}
