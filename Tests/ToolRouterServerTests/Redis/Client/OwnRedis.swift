import Foundation
import Glibc
import Synchronization

/// A redis-server of a test's own, which may be killed and stopped. It goes with its last owner, even from a failed test.
final class OwnRedis: Sendable {
    static let path = "/usr/bin/redis-server"
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }
    static let missing = "needs Debian's redis-server"

    let port: Int
    private let arguments: [String]
    private let log = FileManager.default.temporaryDirectory.path + "/redis-\(UUID().uuidString).log"
    private let process = Mutex<Process?>(nil)

    /// Starts one at a free port, and waits until it listens.
    init(_ arguments: [String] = []) throws {
        port = FreePort.find()
        self.arguments = arguments
        try start()
    }

    deinit {
        signal(SIGKILL)
        try? FileManager.default.removeItem(atPath: log)
    }

    /// Starts it, again at the same port.
    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.path)
        process.arguments =
            ["--bind", "127.0.0.1", "--port", "\(port)", "--save", "", "--appendonly", "no", "--dir", "/tmp"]
            + ["--logfile", log] + arguments
        process.standardOutput = FileHandle.nullDevice
        // It appends, and what it said when it was started before is not about now.
        try? FileManager.default.removeItem(atPath: log)
        try process.run()
        self.process.withLock { $0 = process }
        let isListening = HangGuard.block { !process.isRunning || self.isReady }
        guard isListening, process.isRunning else { throw NotStarted() }
    }

    /// Sends a signal; after SIGKILL it waits until the process is gone.
    func signal(_ number: Int32) {
        guard let process = process.withLock({ $0 }), process.isRunning else { return }
        Glibc.kill(process.processIdentifier, number)
        if number == SIGKILL { process.waitUntilExit() }
    }

    /// Whether it said so itself: at the port might listen another.
    private var isReady: Bool {
        (try? String(contentsOfFile: log, encoding: .utf8))?.contains("Ready to accept connections") ?? false
    }

    struct NotStarted: Error {}
}
