import Foundation
import FoundationNetworking
import Testing

/// `toolrouter serve` as a process, asked over real sockets.
@Suite struct ServeTests {
    /// What a server said to one request.
    private struct Reply {
        let status: Int
        let text: String

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
        }
    }

    /// Asks the server at `address`.
    private func ask(_ address: String, _ path: String, _ body: String? = nil) throws -> Reply {
        var request = URLRequest(url: try #require(URL(string: address + path)))
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "content-type")
        }
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var reply: Reply?
        URLSession.shared.dataTask(with: request) { data, response, _ in
            if let response = response as? HTTPURLResponse {
                reply = Reply(status: response.statusCode, text: String(decoding: data ?? Data(), as: UTF8.self))
            }
            done.signal()
        }.resume()
        #expect(done.wait(timeout: .now() + 60) == .success)
        return try #require(reply, "\(path) was not answered")
    }

    /// Runs the server in `folder` and does `body` with its address; then it is told to end, unless it has.
    private func serve(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        signal: Int32 = SIGTERM, _ body: (String) throws -> Void
    ) throws -> BuiltTool.Output {
        let lines = folder.path + "/address"
        return try BuiltTool.run(
            ["serve"] + arguments + ["--port", "0", "--address-file", lines], in: folder, environment: environment
        ) { process in
            defer { kill(process.processIdentifier, signal) }
            while process.isRunning, !FileManager.default.fileExists(atPath: lines) { usleep(10_000) }
            let address = try String(contentsOfFile: lines, encoding: .utf8).trimmingCharacters(in: .newlines)
            try body(address)
        }
    }

    @Test func `the demo answers a recorded question, another by a rule, and ends with 0`() throws {
        let folder = try TemporaryFolder()
        let replays = Package.folder.appending(path: "replays").path
        let run = try serve(["--demo", "--replays", replays], in: folder) { address in
            let planned = try ask(address, "/v1/query", #"{"question": "Total floor area per region, biggest first"}"#)
            #expect(planned.status == 200, "\(planned.text)")
            #expect(planned.json["source"] as? String == "planner")
            #expect(planned.json["columns"] as? [String] == ["region", "SUM(floor_area_m2)"])
            let again = try ask(address, "/v1/query", #"{"question": "total floor area per REGION, biggest first"}"#)
            #expect(again.json["source"] as? String == "cache")
            let rule = try ask(address, "/v1/query", #"{"question": "Say how many orders there are in total, please"}"#)
            #expect(rule.json["source"] as? String == "rules", "\(rule.text)")
            #expect(rule.json["degraded"] as? String == "planner_failed")
            let unknown = try ask(address, "/v1/query", #"{"question": "What is the meaning of life?"}"#)
            #expect(unknown.status == 502)
            #expect(unknown.json["code"] as? String == "planner_unavailable")
            let denied = try ask(address, "/v1/query", #"{"question": "SELECT * FROM payroll"}"#)
            #expect(denied.json["code"] as? String == "table_denied")
            #expect(try ask(address, "/readyz").status == 200)
            #expect(try ask(address, "/").text.contains("<title>"))
            #expect(try ask(address, "/metrics").text.contains("toolrouter_requests_total"))
        }
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("toolrouter listens on http://127.0.0.1:"))
        #expect(run.text.contains("curl -s http://127.0.0.1:"))
        #expect(!run.errors.contains("floor area"), "no question is logged")
    }

    @Test func `SIGINT ends it as SIGTERM does`() throws {
        let folder = try TemporaryFolder()
        let replays = Package.folder.appending(path: "replays").path
        let run = try serve(["--demo", "--replays", replays], in: folder, signal: SIGINT) { address in
            let health = try ask(address, "/healthz")
            #expect(health.status == 200)
        }
        #expect(run.code == 0, "\(run.errors)")
    }

    /// Without a handler the signal would end the process.
    @Test func `SIGUSR1 of a server that records nothing is told, and ends nothing`() throws {
        let folder = try TemporaryFolder()
        let replays = Package.folder.appending(path: "replays").path
        let lines = folder.path + "/address"
        let run = try BuiltTool.run(
            ["serve", "--demo", "--replays", replays, "--port", "0", "--address-file", lines], in: folder
        ) { process in
            defer { kill(process.processIdentifier, SIGTERM) }
            while process.isRunning, !FileManager.default.fileExists(atPath: lines) { usleep(10_000) }
            let address = try String(contentsOfFile: lines, encoding: .utf8).trimmingCharacters(in: .newlines)
            kill(process.processIdentifier, SIGUSR1)
            #expect(try ask(address, "/healthz").status == 200)
        }
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.errors.contains("nothing to write on SIGUSR1"))
    }

    @Test func `a server of one's own keeps records, and says what is wrong before it starts`() throws {
        let folder = try TemporaryFolder()
        try folder.write("CREATE TABLE t(x);\nINSERT INTO t VALUES (1), (2);\n", to: "shop.sql")
        let configuration = """
            version: 1
            databases: {shop: shop.sql}
            planner: {name: gpt-4o, retries: 0}
            providers: {nobody: {api: openai-chat, url: "http://127.0.0.1:9/v1", key_env: A_KEY}}
            rules: [{name: rows, all_of: [how many], tool: sql, sql: SELECT count(*) FROM t}]

            """
        try folder.write(configuration, to: "server.yaml")
        let check = try BuiltTool.run(["check", "server.yaml"], in: folder)
        #expect(check.code == 0, "\(check.errors)")
        #expect(check.text.hasPrefix("server.yaml: sound; "))
        let unset = try BuiltTool.run(["serve", "--config", "server.yaml", "--port", "0"], in: folder)
        #expect(unset.code == 65)
        #expect(unset.errors.contains("A_KEY"))
        let environment = ["A_KEY": "sk-a-secret-that-nobody-may-see"]
        let run = try serve(["--config", "server.yaml"], in: folder, environment: environment) { address in
            let answer = try ask(address, "/v1/query", #"{"question": "How many?"}"#)
            #expect(answer.json["source"] as? String == "rules", "\(answer.text)")
            #expect(answer.json["rows"] as? [[Int]] == [[2]])
        }
        #expect(run.code == 0, "\(run.errors)")
        #expect(!run.errors.contains("sk-a-secret"))
        let verified = try BuiltTool.run(["audit", "verify", "--dir", "audit"], in: folder)
        #expect(verified.code == 0, "\(verified.errors)")
        #expect(verified.text.contains("1 record") || verified.text.contains("records"), "\(verified.text)")
        try folder.write(configuration.replacing("SELECT count(*) FROM t", with: "SELECT y FROM t"), to: "server.yaml")
        let broken = try BuiltTool.run(["serve", "--config", "server.yaml"], in: folder)
        #expect(broken.code == 65)
        #expect(broken.errors.contains("rule rows"), "\(broken.errors)")
    }

    /// What can't be served, and the code of the end.
    private static let faults: [([String], Int32)] = [
        (["serve"], 64), (["serve", "--demo", "--config", "server.yaml"], 64),
        (["serve", "--demo", "--port", "70000"], 64), (["serve", "--config", "nowhere.yaml"], 65),
    ]

    @Test(arguments: faults)
    func `what can't be served is said at once`(arguments: [String], code: Int32) throws {
        let run = try BuiltTool.run(arguments, in: TemporaryFolder())
        #expect(run.code == code, "\(run.errors)")
    }

    @Test func `a port that is taken is said with a remedy, and the code is 69`() throws {
        let folder = try TemporaryFolder()
        let replays = Package.folder.appending(path: "replays").path
        _ = try serve(["--demo", "--replays", replays], in: folder) { address in
            let port = try #require(address.split(separator: ":").last.map(String.init))
            let second = try BuiltTool.run(["serve", "--demo", "--replays", replays, "--port", port], in: folder)
            #expect(second.code == 69)
            #expect(second.errors.contains("choose another"), "\(second.errors)")
        }
    }
}
