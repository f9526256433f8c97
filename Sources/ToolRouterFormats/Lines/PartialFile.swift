import Foundation

/// A file that appears under its name only when it is complete: it is written as `PATH.partial`, then renamed.
package final class PartialFile {
    /// The operating system refused.
    package struct Fault: Error, Hashable {
        /// Its reason.
        package let reason: String
    }

    private static let block = 64 * 1_024

    private let path: String
    private let partialPath: String
    private var descriptor: Int32
    private var buffer = [UInt8]()

    /// Begins the file at `path`; what an interrupted writer left is overwritten.
    package init(path: String) throws(Fault) {
        self.path = path
        partialPath = path + ".partial"
        // A link that somebody put there must not be followed: the file it leads to is none of ours.
        unlink(partialPath)
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.fault() }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(partialPath)
        }
    }

    /// Adds `text`.
    package func write(_ text: String) throws(Fault) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.block { try flush() }
    }

    /// Adds `bytes`.
    package func write(_ bytes: [UInt8]) throws(Fault) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.block { try flush() }
    }

    /// Puts the file on the disk and gives it its name, replacing what had it. Nothing can be added after that.
    package func finish() throws(Fault) {
        precondition(descriptor >= 0, "\(path) is finished already")
        try flush()
        guard fsync(descriptor) == 0, rename(partialPath, path) == 0 else { throw Self.fault() }
        close(descriptor)
        descriptor = -1
    }

    private func flush() throws(Fault) {
        precondition(descriptor >= 0, "\(path) is finished already")
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.fault()
            }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func fault() -> Fault {
        Fault(reason: String(cString: strerror(errno)))
    }
}
