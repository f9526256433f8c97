import Foundation

/// The Redis that Scripts/test starts for all tests, which nobody may stop.
enum SharedRedis {
    static let port = ProcessInfo.processInfo.environment["TOOLROUTER_TEST_REDIS"]
        .flatMap { $0.split(separator: ":").last }.flatMap { Int($0) }
    static var isThere: Bool { port != nil }
    static let missing = "needs a Redis in TOOLROUTER_TEST_REDIS: run Scripts/test"
}
