import CLaneWalls
import CSQLite
import Foundation
import ToolRouter

/// What a lane's process does: raises the walls around itself, opens the database, and answers one request after the other
/// until its parent is gone.
package enum LaneService {
    /// The most that a file may grow to which a lane writes to: the index of a write-ahead log takes 32 KB for 4,096 pages.
    private static let fileBytes: Int64 = 64 << 20
    /// The main thread's, which only waits: SQLite has the stack of `DeepStack`.
    private static let stackBytes: Int64 = 8 << 20
    /// Memory besides that of statements and their rows: the catalogue, what is compiled, the cache, Swift's own.
    private static let otherBytes: Int64 = 256 << 20

    /// Serves until the parent is gone. Returns the code to exit with.
    package static func run() -> Int32 {
        guard toolrouter_lane_die_with_parent() == 0 else { return 70 }
        guard let port = LanePort(), let first = port.first() else {
            complain("sql-lane is started by toolrouter itself, with sockets in the place of standard input and output")
            return 64
        }
        switch first {
        case .lane(let opening): return DeepStack.run { serve(opening, port) }
        case .keeper(let database): return FileService(LaneFiles(database: database)).run()
        }
    }

    private static func serve(_ opening: LaneOpening, _ port: LanePort) -> Int32 {
        // Whatever is opened only once is opened before that is forbidden: the source of chance, the time zone.
        var chance: UInt8 = 0
        sqlite3_randomness(1, &chance)
        tzset()
        // An answer's rows are there twice: as values and as bytes on their way.
        let memory = Hardening.runningMemory + 4 * Int64(opening.resultBytes) + otherBytes + Int64(DeepStack.bytes)
        var limits = toolrouter_lane_limits(memory: memory, file: fileBytes, stack: stackBytes)
        guard toolrouter_lane_raise_first_walls(&limits) >= 0 else {
            complain("the walls of a lane cannot be raised: \(String(cString: strerror(errno)))")
            return 70
        }
        let canceller = LaneCanceller()
        guard toolrouter_lane_open_elsewhere() else {
            complain("this SQLite opens files by itself")
            return 70
        }
        guard toolrouter_lane_raise_last_wall() >= 0 else {
            complain("the last wall of a lane cannot be raised")
            return 70
        }
        let desk = LaneDesk(opening, canceller)
        port.serve(desk)
        return 0
    }

    private static func complain(_ words: String) {
        FileHandle.standardError.write(Data("toolrouter: \(words)\n".utf8))
    }
}
