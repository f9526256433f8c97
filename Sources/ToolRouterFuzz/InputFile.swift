import Foundation

/// A file in memory that readers, which take a path, can open.
enum InputFile {
    private static let path: String = {
        let folder = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        return "\(folder)/toolrouter-fuzz-\(getpid())"
    }()

    /// Does `body` with the path of a file that holds `bytes`.
    static func with<Result>(_ bytes: some Collection<UInt8>, _ body: (String) -> Result) -> Result {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "\(path) can't be written: \(String(cString: strerror(errno)))")
        let bytes = Array(bytes)
        precondition(write(descriptor, bytes, bytes.count) == bytes.count, "\(path) is full")
        close(descriptor)
        defer { unlink(path) }
        return body(path)
    }
}
