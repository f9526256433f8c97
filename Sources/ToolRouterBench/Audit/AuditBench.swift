import ArgumentParser
import Foundation
import Glibc
import ToolRouter
import ToolRouterServer

/// `toolrouter-bench audit`: how many records a second the audit store takes, and what it adds to a request.
struct AuditBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Has callers append audit records as fast as they can, and compares a router with and without them.",
        discussion: """
            Each caller waits for its record before it appends the next, as an answer does. Goals with 64 callers: at \
            least 40,000 records a second with `relaxed` and `process`, 20,000 with `power`; at most 15 µs more for a \
            request of a router that is as busy as it can be.
            """)

    @Option(help: "How many callers append at a time.")
    var callers = 64

    @Option(help: "How many records each way of writing takes.")
    var records = 200_000

    @Option(help: "The folder in which the stores are made and removed; it should not be in memory.")
    var dir = FileManager.default.temporaryDirectory.path

    func run() async throws {
        print("file system: \(Self.fileSystem(dir))")
        for durability in AuditSettings.Durability.allCases { try await measure(durability) }
        let bare = try await requests(nil)
        figure("a request without an audit log", bare, digits: 2, "µs")
        for durability in AuditSettings.Durability.allCases {
            let audited = try await requests(durability)
            figure("audit adds to a request, \(durability.rawValue)", audited - bare, digits: 2, "µs")
        }
    }

    private func measure(_ durability: AuditSettings.Durability) async throws {
        let folder = try BenchFolder(in: dir)
        let store = try AuditStore(folder.settings(durability))
        let load = AuditLoad(store)
        let times = await load.run(callers: callers, each: records / callers)
        store.close()
        let name = durability.rawValue
        figure("records a second, \(name), \(callers) callers", Double(times.sorted.count) / times.seconds, "records/s")
        figure("a record, \(name), median", times.at(0.5), digits: 1, "µs")
        figure("a record, \(name), p99", times.at(0.99), digits: 1, "µs")
        figure("a record, \(name), longest", times.at(1), digits: 1, "µs")
        let verification = try AuditVerification.of(folder.path)
        precondition(verification.isSound && verification.records == times.sorted.count, "\(verification.findings)")
    }

    /// Microseconds a request takes of a router whose callers never rest: the fastest of several runs.
    private func requests(_ durability: AuditSettings.Durability?) async throws -> Double {
        var fastest = Double.infinity
        for _ in 0..<3 {
            let folder = try BenchFolder(in: dir)
            let store = try durability.map { try AuditStore(folder.settings($0)) }
            let router = QuickRouter(store)
            let each = records / callers
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for caller in 0..<callers {
                    group.addTask { for number in 0..<each { await router.ask(caller, number) } }
                }
            }
            fastest = min(fastest, (ContinuousClock.now - start) / .microseconds(1) / Double(callers * each))
            store?.close()
        }
        return fastest
    }

    /// The kind of file system at `path`: the mount whose path is the longest beginning of it (proc(5)).
    private static func fileSystem(_ path: String) -> String {
        let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
        let fields = mounts.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count > 2 }
        let place = fields.filter { path.hasPrefix($0[1]) }.max { $0[1].count < $1[1].count }
        let kind = place.map { String($0[2]) } ?? "unknown"
        return kind == "tmpfs" ? "tmpfs, in memory, so that nothing is ever synced" : kind
    }
}

/// A folder for a store, removed with it.
final class BenchFolder {
    let path: String

    init(in parent: String) throws {
        path = "\(parent)/toolrouter-bench-audit-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func settings(_ durability: AuditSettings.Durability) -> AuditSettings {
        var settings = AuditSettings(folder: path)
        settings.durability = durability
        return settings
    }
}
