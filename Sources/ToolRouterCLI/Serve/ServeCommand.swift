import ArgumentParser
import Foundation
import SQLSandbox
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// `toolrouter serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer questions over HTTP.",
        discussion: """
            Ends at SIGTERM or SIGINT: it stops accepting, lets requests under way end, writes down what is known of them, \
            and exits with 0. A second signal ends it at once.

            EXAMPLES
              toolrouter serve --demo                   a shop's database and a recorded planner: no key, no configuration
              toolrouter serve --config server.yaml     your own databases and planners
              toolrouter serve --config server.yaml --redis redis://127.0.0.1:6379
                                                        answers and limits shared with other servers
              toolrouter serve --config server.yaml --record recorded
                                                        recorded for `toolrouter replay`
              toolrouter check server.yaml              say every fault of a configuration, and start nothing
            """)

    @Option(help: "The configuration, a YAML file.", completion: .file(extensions: ["yaml"]))
    var config: String?

    @Flag(help: "Serve a shipped database with a recorded planner.")
    var demo = false

    @Option(help: "The port, instead of the configuration's; 0 takes a free one.")
    var port: Int?

    @Option(
        help: ArgumentHelp(
            "The Redis that answers and limits are shared in, instead of the configuration's `redis.url`.",
            discussion: """
                TOOLROUTER_REDIS_KEY holds the secret of all who share it, TOOLROUTER_REDIS_PASSWORD its password.
                """,
            valueName: "url"))
    var redis: String?

    @Option(
        help: ArgumentHelp(
            "A folder to record all requests to, instead of the configuration's `record.directory`.",
            discussion: """
                Each run is a scenario below its folder `replays`: cd DIR && toolrouter replay. API keys never get there; \
                questions do, unless the section `record` takes them out. SIGUSR1 writes the last minutes there, too.
                """,
            valueName: "dir"), completion: .directory)
    var record: String?

    @Option(help: "A file that the address is written to once the server listens.")
    var addressFile: String?

    @Option(
        help: "The folder of the scenarios, for --demo. Default: the one nearest above the program.",
        completion: .directory)
    var replays = "replays"

    func validate() throws {
        guard demo != (config != nil) else {
            throw ValidationError("say what to serve: either --demo or --config FILE")
        }
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port is 0 to 65535, found \(port)") }
    }

    func run() throws {
        try ExitStatus.of {
            if let config {
                try serve(config)
            } else {
                try serveDemo()
            }
        }
    }

    private func serve(_ path: String) throws {
        var settings = try ServerCheck.settings(path)
        if let port { settings.http.port = port }
        try settings.useRedis(redis)
        settings.useRecord(record)
        let prices = { @Sendable in
            Result { () throws(FileError) in try ServerSettings(path: path).router.router.prices }
        }
        let server = RunningServer(settings, prices: prices) { [settings] scheduler, logger in
            try LivePlannerSet.make(settings, scheduler, logger)
        } onStart: { [addressFile] address in
            Console.print("toolrouter listens on \(address)")
            Self.write(address, to: addressFile)
        }
        try server.run()
    }

    private func serveDemo() throws {
        guard let path = Demo.find(below: replays, program: LaneProcesses.thisProgram) else {
            throw FileError(
                aboutFile: "\(replays)/\(Demo.scenario)", found: "no such scenario",
                expected: "the scenario that the demo is made of",
                remedy: "name the folder of the shipped scenarios with --replays")
        }
        let demo = try Demo(scenario: path, port: port ?? 8_080)
        try demo.settings.useRedis(redis)
        demo.settings.useRecord(record)
        let question = demo.settings.examples.first ?? "How many orders do we have in total?"
        let prices = { @Sendable in
            Result { () throws(FileError) in try Scenario(path: path).settings.router.prices }
        }
        let server = RunningServer(demo.settings, transport: demo.transport, prices: prices) { scheduler, _ in
            demo.planners(scheduler)
        } onStart: { [addressFile] address in
            for line in DemoWords.lines(address: address, question: question) { Console.print(line) }
            Self.write(address, to: addressFile)
        }
        try server.run()
        withExtendedLifetime(demo) {}
    }

    /// Writes the address where scripts wait for it.
    private static func write(_ address: String, to file: String?) {
        guard let file else { return }
        do throws(FileError) {
            try OutputFile.write(address + "\n", to: file)
        } catch {
            Console.error(error.description)
        }
    }
}

extension ServerSettings {
    /// Records to the folder of the command line, where there is one; all else stays.
    fileprivate mutating func useRecord(_ directory: String?) {
        source?.madeWith = Provenance.now
        guard let directory else { return }
        if record == nil { record = RecordSettings() }
        record?.directory = RealPath.toBe(directory)
    }

    /// Takes the address on the command line, where there is one, instead of the configuration's; all else stays.
    fileprivate mutating func useRedis(_ url: String?) throws(FileError) {
        guard let url else { return }
        let given = try RedisSettings(url: url)
        if redis == nil { redis = given } else { redis?.address = given.address }
    }
}
