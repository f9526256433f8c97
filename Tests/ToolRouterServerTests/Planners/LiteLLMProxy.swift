import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// LiteLLM's proxy from PyPI on a free port, with models that say what they are told.
final class LiteLLMProxy {
    private static let configuration = """
        model_list:
          - model_name: planner
            litellm_params:
              model: openai/gpt-4o
              api_key: none
              mock_response: '\(Replies.plan)'
          - {model_name: busy, litellm_params: {model: openai/gpt-4o, api_key: none, mock_response: litellm.RateLimitError}}
          - {model_name: broken, litellm_params: {model: openai/gpt-4o, api_key: none, mock_response: litellm.InternalServerError}}
          - {model_name: full, litellm_params: {model: openai/gpt-4o, api_key: none, mock_response: litellm.ContextWindowExceededError}}
        general_settings: {master_key: sk-key}
        litellm_settings: {telemetry: false, num_retries: 0}
        """

    let port: Int
    private let folder: URL
    private var process: Process?

    init() async throws {
        // Whoever listens on it for a moment learns a port that is free.
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        try await channel.close().get()
        folder = FileManager.default.temporaryDirectory.appending(path: "litellm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(Self.configuration.utf8).write(to: folder.appending(path: "config.yaml"))
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: folder)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Starts it, and waits until it answers.
    func start() async throws {
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        let process = OutsidePython.process([
            "-c", "from litellm import run_server; run_server()", "--config",
            folder.appending(path: "config.yaml").path,
            "--host", "127.0.0.1", "--port", "\(port)",
        ])
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["LITELLM_LOCAL_MODEL_COST_MAP": "True"]
        ) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
        while true {
            guard process.isRunning else {
                throw Trouble(words: String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self))
            }
            if await answers() { return }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Ends it as a crash does.
    func kill() {
        guard let process, process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    private func answers() async -> Bool {
        let client = HTTPClient.shared
        let response = try? await client.execute(
            HTTPClientRequest(url: "\(url)/health/liveliness"), timeout: .seconds(2))
        return response?.status == .ok
    }

    struct Trouble: Error {
        let words: String
    }
}
