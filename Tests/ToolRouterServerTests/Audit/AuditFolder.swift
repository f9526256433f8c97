import Foundation
import GRDB
import Synchronization
import ToolRouter
import ToolRouterServer

/// A folder for an audit store, removed with everything in it.
final class AuditFolder {
    let path: String

    init() throws {
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        path = parent.appending(path: "audit-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var settings: AuditSettings { AuditSettings(folder: path) }

    /// The segments' files, in order.
    var segments: [String] { ((try? AuditSegmentName.all(in: path)) ?? []).map { "\(path)/\($0.file)" } }

    /// Writes `records` with `settings`, one after the other, and closes the store.
    func write(_ records: [AuditRecord], _ settings: AuditSettings? = nil) async throws {
        let store = try AuditStore(settings ?? self.settings, clock: { Self.start })
        for record in records { _ = await store.append(record) }
        store.close()
    }

    /// Does to a segment what only somebody with the file can do: the triggers are gone meanwhile.
    func tamper(_ segment: Int, _ sql: String) throws {
        let queue = try DatabaseQueue(path: segments[segment])
        try queue.write { database in
            let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try database.execute(sql: sql)
            for trigger in triggers { try database.execute(sql: trigger["sql"] as String) }
        }
        try queue.close()
    }

    func rows(_ sql: String, segment: Int = 0) throws -> [Row] {
        try DatabaseQueue(path: segments[segment]).read { try Row.fetchAll($0, sql: sql) }
    }

    /// 2026-11-20T09:00:00Z.
    static let start = Timestamp(microseconds: 1_795_165_200_000_000)
}

extension AuditRecord {
    /// The answer to request `number`, at so many hours after the start.
    static func answer(
        _ number: Int, tenant: TenantID = "emea", at hours: Int64 = 0, bill: Bill? = nil,
        outcome: Answer.Outcome = .answered(.rows(ResultSet(columns: ["n"], rows: [[.integer(1)]]))),
        recall: Recall.Name = .miss
    ) -> AuditRecord {
        let moment = AuditFolder.start + .seconds(hours * 3_600)
        let request = Request(
            id: RequestID("r-\(number)"), caller: Caller(tenant: tenant, user: "u-1", ip: "10.0.0.7"),
            question: "How many orders of \(number)?",
            trace: TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        let answer = Answer(
            request: request.id, outcome: outcome, tool: "sql", source: .planner,
            plan: Plan(tool: "sql", arguments: ["sql": .string("SELECT count(*) FROM orders")]), degraded: nil,
            bill: bill ?? .one("m", input: 100, cost: "0.001"), limits: nil, trace: request.trace)
        var durations = StageDurations()
        durations.add(.microseconds(120), at: .admit)
        durations.add(.milliseconds(800), at: .plan)
        return AuditRecord(
            request: request, at: moment,
            .answer(
                answer,
                Course(
                    arrivedAt: moment + .milliseconds(-801), planner: "main", recall: recall,
                    footprint: Footprint(tables: ["orders"], columns: ["orders.id"], program: "p1"),
                    durations: durations)))
    }
}

extension Bill {
    /// What one model cost; no cost is an unknown one.
    static func one(_ model: String, input: Int, cost: String?) -> Bill {
        let usage = TokenUsage(input: input, cachedInput: 10, output: 20)
        let cost = cost.map { Cost(amount: Money(usd: $0)!, status: .exact) } ?? .missing
        var bill = Bill(usage: usage, cost: cost)
        bill.charges = [
            Charge(
                model: model, price: PriceSource(entry: model, match: .exact, validFrom: AuditFolder.start),
                usage: usage, cost: cost)
        ]
        return bill
    }
}

/// What callbacks leave behind.
final class Journal<Entry: Sendable>: Sendable {
    private let list = Mutex<[Entry]>([])

    var entries: [Entry] { list.withLock { $0 } }

    func add(_ entry: Entry) {
        list.withLock { $0.append(entry) }
    }
}
