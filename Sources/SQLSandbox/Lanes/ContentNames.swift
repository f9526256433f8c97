import Crypto
import Foundation
import Synchronization
import ToolRouter

/// Names what a database file holds by a digest of its bytes, so that copies of one database are one, on whatever machine they
/// lie.
///
/// Nobody waits for it: the file is read on a thread of its own, once for each version that has stood for a while, and until
/// then it has no name. For a process that has no connection to the database: closing the file would drop its locks.
final class ContentNames: Sendable {
    /// The largest file that is read, in bytes: some 50 ms of work. A larger one has no name.
    static let largest = 64 << 20
    /// How long a version stands before it is read, but for the first one: a file that is written to all the time is not read all
    /// the time.
    static let pause = Duration.seconds(1)

    private struct State {
        /// The version that was seen last, and since when.
        var latest: (version: DataVersion, since: ContinuousClock.Instant)?
        /// The version that has a name; without one it can't have any.
        var named: (version: DataVersion, name: String?)?
        var isReading = false
    }

    private let path: String
    private let state = Mutex(State())

    init(of path: String) {
        self.path = path
    }

    /// The name of the content that has `version`, as it was just seen; nil while it has none.
    ///
    /// - Parameter look: sees again which version the file has.
    func name(
        of version: DataVersion, lookingAgain look: @escaping @Sendable () async -> DataVersion?
    ) -> String? {
        guard !version.hasLog else { return nil }
        let now = ContinuousClock.now
        let (name, reads): (String?, Bool) = state.withLock { state in
            if let named = state.named, named.version == version { return (named.name, false) }
            let isFirst = state.latest == nil
            if state.latest?.version != version { state.latest = (version, now) }
            guard !state.isReading, let latest = state.latest, isFirst || now - latest.since >= Self.pause else {
                return (nil, false)
            }
            state.isReading = true
            return (nil, true)
        }
        if reads { read(version, look) }
        return name
    }

    private func read(_ version: DataVersion, _ look: @escaping @Sendable () async -> DataVersion?) {
        let thread = Thread { [self] in
            let digest = Self.digest(of: path)
            Task {
                // What was read is of that version if the file has it still.
                let isSame = await look() == version
                state.withLock { state in
                    state.isReading = false
                    if isSame { state.named = (version, digest) }
                }
            }
        }
        thread.name = "sql-content"
        thread.start()
    }

    /// The SHA-256 of the file; nil when it is too large or can't be read.
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
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return hash.finalize().hexadecimal }
            guard count > 0 else { return nil }
            total += count
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return nil
    }
}
