import Foundation
import ToolRouterFormats

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

extension FileError {
    /// Traps unless the message says what was found, what was expected and what to do, on one line, with nothing that
    /// could drive a terminal.
    func judge() {
        for part in [reason.found, reason.expected, reason.remedy] {
            precondition(part?.isEmpty == false, "an error that says too little: \(self)")
        }
        precondition(line ?? 1 >= 1 && reason.field != "", "an error about no place: \(self)")
        for scalar in description.unicodeScalars {
            let isHarmless = scalar.properties.generalCategory != .control && !(0x202A...0x202E).contains(scalar.value)
            precondition(isHarmless, "an error that drives terminals: \(description.debugDescription)")
        }
    }
}
