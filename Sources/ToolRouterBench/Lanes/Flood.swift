import SQLSandbox
import Synchronization
import ToolRouter

/// Callers who have costly texts judged, each one after the other, as fast as they can.
final class Flood: Sendable {
    private let isOver = Atomic<Bool>(false)
    private let senders: Mutex<[Task<Int, Never>]> = Mutex([])

    init(_ pool: SandboxPool, senders count: Int) {
        for sender in 0..<count {
            let task = Task { [self] in
                var refused = 0
                while !isOver.load(ordering: .relaxed) {
                    do throws(SQLRefusal) {
                        _ = try await pool.approve(Self.text("\(sender) \(refused)"), at: Timestamp(microseconds: 0))
                        preconditionFailure("a costly text was approved")
                    } catch {
                        precondition(error.code == .tooComplex, "\(error)")
                        refused += 1
                    }
                }
                return refused
            }
            senders.withLock { $0.append(task) }
        }
    }

    /// Ends it; how many texts were refused.
    func stop() async -> Int {
        isOver.store(true, ordering: .relaxed)
        var refused = 0
        for sender in senders.withLock({ $0 }) { refused += await sender.value }
        return refused
    }

    private static func text(_ remark: String) -> String {
        let chain = (1...24).map { "c\($0) AS (SELECT x.a FROM c\($0 - 1) x JOIN c\($0 - 1) y)" }
        return "WITH c0 AS (SELECT id AS a FROM item), \(chain.joined(separator: ", ")) SELECT a, '\(remark)' FROM c24"
    }
}
