import Crypto
import Foundation
import Synchronization
import ToolRouter

/// Names what a database file holds by a digest of its bytes, so that copies of one database are one, on whatever machine they
/// lie.
///
/// It reads the whole file once for each version that it has, on a thread of its own. For a process that has no connection to
/// the database: closing the file would drop its locks.
final class ContentNames: Sendable {
    /// The largest file that is read, in bytes: some 50 ms of work. A larger one is known by which file it is.
    static let largest = 64 << 20

    private let path: String
    private struct Reading {
        let version: DataVersion
        let name: Task<String?, Never>
        /// Whether the file was seen to have that version after it was read, too.
        var isConfirmed = false
    }

    private let latest = Mutex<Reading?>(nil)

    init(of path: String) {
        self.path = path
    }

    /// The name of the content that has `version`, as it was just seen; nil where it has none: the file is too large, has a
    /// write-ahead log, or can't be read. All who ask meanwhile wait for one reading.
    func name(of version: DataVersion) async -> String? {
        guard !version.hasLog else { return nil }
        let task = latest.withLock { latest in
            if let latest, latest.version == version { return latest.name }
            let task = Task { [path] in
                await withUnsafeContinuation { continuation in
                    let thread = Thread { continuation.resume(returning: Self.digest(of: path)) }
                    thread.name = "sql-content"
                    thread.start()
                }
            }
            latest = Reading(version: version, name: task)
            return task
        }
        return await task.value
    }

    /// Whether what was read is known to have that version.
    func knows(_ version: DataVersion) -> Bool {
        latest.withLock { $0.map { $0.version == version && $0.isConfirmed } ?? false }
    }

    /// The file has had that version before and after it was read.
    func confirm(_ version: DataVersion) {
        latest.withLock { if $0?.version == version { $0?.isConfirmed = true } }
    }

    private static func digest(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largest else {
            return nil
        }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var total = 0
        while total <= largest {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return hash.finalize().hexadecimal }
            guard count > 0 else { return nil }
            total += count
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return nil
    }
}
