import CLaneTrials
import CLaneWalls
import Foundation
import SQLSandbox
import Testing

@Suite struct LaneWallsTests {
    /// What a lane tries, and whether it may.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let trial: toolrouter_trial
        var fails = true
    }

    /// Each is tried in a process of its own, behind the walls that a lane raises.
    @Test(arguments: [
        Row(testDescription: "nothing", trial: TOOLROUTER_TRIAL_NOTHING, fails: false),
        Row(testDescription: "open a file", trial: TOOLROUTER_TRIAL_OPEN),
        Row(testDescription: "open a file to write", trial: TOOLROUTER_TRIAL_OPEN_TO_WRITE),
        Row(testDescription: "make a socket", trial: TOOLROUTER_TRIAL_SOCKET),
        Row(testDescription: "execute a program", trial: TOOLROUTER_TRIAL_EXECUTE),
        Row(testDescription: "start a process", trial: TOOLROUTER_TRIAL_FORK),
        Row(testDescription: "signal another process", trial: TOOLROUTER_TRIAL_SIGNAL),
        Row(testDescription: "be traced", trial: TOOLROUTER_TRIAL_TRACE),
        Row(testDescription: "make code of memory", trial: TOOLROUTER_TRIAL_CODE),
        Row(testDescription: "remove a file", trial: TOOLROUTER_TRIAL_REMOVE),
        Row(testDescription: "change a file's rights", trial: TOOLROUTER_TRIAL_RIGHTS),
        Row(testDescription: "send others the signals of a descriptor", trial: TOOLROUTER_TRIAL_OWN_SIGNALS),
        Row(testDescription: "take more memory than it may", trial: TOOLROUTER_TRIAL_MEMORY),
    ])
    func `a lane can do nothing but what SQL needs`(_ row: Row) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("file")
        #expect(FileManager.default.createFile(atPath: file, contents: Data("content".utf8)))
        let code = toolrouter_lane_try(row.trial, file)
        #expect(row.fails ? [EPERM, EACCES, ENOMEM].contains(code) : code == 0, "it gave \(code)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "content")
    }

    @Test func `every wall stands where the kernel knows it`() {
        let walls = Int(toolrouter_lane_walls())
        #expect(walls & TOOLROUTER_WALL_LIMITS != 0)
        #expect(walls & TOOLROUTER_WALL_NO_NEW_PRIVILEGES != 0)
        #expect(walls & TOOLROUTER_WALL_CALLS != 0, "this kernel has no filter of system calls")
    }

    @Test func `a lane at work has none of its parent's`() async throws {
        setenv("TOOLROUTER_SECRET", "a secret", 1)
        let folder = try TemporaryFolder()
        let path = try folder.database()
        try Writer(path).execute("PRAGMA journal_mode=WAL")
        let pool = try SandboxPool(path, processes: LaneProcesses(BuiltLanes.path))
        #expect(try await pool.number("SELECT count(*) FROM customer") == 3)
        let lanes = pool.laneStates.filter { $0.role != .keep }.map(\.process)
        #expect(lanes.count == 4)
        for lane in lanes {
            let proc = "/proc/\(lane)/"
            #expect(try Data(contentsOf: URL(filePath: proc + "environ")).isEmpty)
            let status = try String(contentsOfFile: proc + "status", encoding: .utf8)
            #expect(status.contains("NoNewPrivs:\t1"))
            #expect(status.contains("Seccomp:\t2"))
            #expect(getpgid(lane) == lane, "what a terminal interrupts is its parent")
            let files = try FileManager.default.contentsOfDirectory(atPath: proc + "fd").map { file in
                try FileManager.default.destinationOfSymbolicLink(atPath: proc + "fd/" + file)
            }
            let ours = files.filter { !$0.hasPrefix("socket:") && !$0.hasPrefix(path) }
            #expect(ours.count <= 1, "stderr and nothing else: \(ours)")
            #expect(files.count { $0.hasPrefix("socket:") } <= 4, "three sockets, and perhaps stderr: \(files)")
        }
        await pool.close()
    }

    @Test(arguments: [false, true])
    func `no lane outlives its parent, whatever kills that`(isStopped: Bool) {
        #expect(toolrouter_lane_outlives_parent(BuiltLanes.path, isStopped ? 1 : 0) == 0)
    }
}
