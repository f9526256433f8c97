import SQLSandbox
import ToolRouter

/// How long a statement takes on lanes in this process and on lanes that are processes, one after the other and in turns,
/// so that whatever else the machine does meets both alike.
struct LaneOverhead {
    let near: SandboxPool
    let far: SandboxPool
    /// How often each runs it.
    let count: Int

    /// The times of both, sorted.
    func times(of sql: String) async throws -> (near: [Duration], far: [Duration]) {
        let now = Timestamp(microseconds: 0)
        let statements = (try await near.approve(sql, at: now), try await far.approve(sql, at: now))
        var times: (near: [Duration], far: [Duration]) = ([], [])
        for round in 0..<count {
            // Each goes first every other time.
            for isFar in round.isMultiple(of: 2) ? [false, true] : [true, false] {
                let begin = ContinuousClock.now
                let rows = try await isFar ? far.run(statements.1, at: now) : near.run(statements.0, at: now)
                let time = ContinuousClock.now - begin
                precondition(!rows.rows.isEmpty, "the statement has rows")
                if isFar { times.far.append(time) } else { times.near.append(time) }
            }
        }
        return (times.near.sorted(), times.far.sorted())
    }

    /// Prints the figures of one statement.
    func tell(_ name: String, _ sql: String) async throws {
        let times = try await times(of: sql)
        for (word, share) in [("median", 50), ("p99", 99)] {
            let place = min(count - 1, count * share / 100)
            figure(
                "\(name) in this process, \(word) of \(count)", times.near[place] / .microseconds(1), digits: 1, "µs")
            figure("\(name) in a lane's process, \(word)", times.far[place] / .microseconds(1), digits: 1, "µs")
        }
        let places = count / 2
        figure(
            "\(name), overhead of a process, median", (times.far[places] - times.near[places]) / .microseconds(1),
            digits: 1, "µs")
    }
}
