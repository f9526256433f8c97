import ArgumentParser
import Foundation
import Glibc
import ToolRouterServer

/// `toolrouter-bench redis`: what a command through the client costs.
struct RedisBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redis",
        abstract: "Has callers GET a value from a Redis as fast as they can.",
        discussion: """
            Each caller waits for its reply before it sends the next command, as a request does. Goals on one connection: \
            100,000 GET a second with 16 to 64 callers, 40 µs at one caller; compare with
              redis-benchmark -p PORT -t get -c 64 -n 1000000
            Processor time is this process's; the server's is beside it where it is on this machine and is told with --server.
            """)

    @Option(help: "The port of the Redis on this machine.")
    var port = 6_379

    @Option(help: "How many connections.")
    var connections = 1

    @Option(help: "How many commands each number of callers sends.")
    var commands = 500_000

    @Option(help: "The bytes of the value.")
    var bytes = 3

    @Option(help: "The process of the server, whose processor time is told then.")
    var server: Int?

    func run() async throws {
        var settings = RedisClientSettings(host: "127.0.0.1", port: port)
        settings.connections = connections
        settings.commandTimeout = .seconds(5)
        let client = RedisClient(settings) { notice in
            if notice != .connected { print("notice: \(notice)") }
        }
        let key = "toolrouter-bench"
        let value = String(repeating: "x", count: bytes)
        guard case .success([.status("OK")]) = await client.send([RedisCommand(["SET", key, value])]) else {
            throw ValidationError("no Redis serves at port \(port)")
        }
        for callers in [1, 16, 64] { await measure(client, key, callers: callers) }
        _ = await client.send([RedisCommand(["DEL", key])])
        client.close()
    }

    private func measure(_ client: RedisClient, _ key: String, callers: Int) async {
        let each = commands / callers / (callers == 1 ? 10 : 1)
        let processor = (Self.ownProcessorTime, server.map(Self.processorTime))
        let times = await RedisLoad(client: client, key: key).run(callers: callers, each: each)
        let spent = (Self.ownProcessorTime - processor.0, server.map(Self.processorTime) ?? 0)
        let count = Double(times.sorted.count)
        let who = "\(callers) caller\(callers == 1 ? "" : "s")"
        figure("GET, \(who)", count / times.seconds, "commands/s")
        figure("GET, \(who), median", times.at(0.5), digits: 1, "µs")
        figure("GET, \(who), p99", times.at(0.99), digits: 1, "µs")
        figure("GET, \(who), processor of the client", spent.0 / count * 1e6, digits: 1, "µs")
        if let before = processor.1 {
            figure("GET, \(who), processor of the server", (spent.1 - before) / count * 1e6, digits: 1, "µs")
        }
    }

    /// Seconds of processor that this process took.
    private static var ownProcessorTime: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime]
        return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }

    /// Seconds of processor that another process took (proc(5)).
    private static func processorTime(of process: Int) -> Double {
        let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = line.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 13, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
