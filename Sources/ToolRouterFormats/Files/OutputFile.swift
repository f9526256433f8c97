import Foundation

/// A file that appears under its name only when it is complete: it is written beside it, as `PATH.partial`, and renamed.
///
/// Readers see the old file or the whole new one. A link, a device, a pipe or a folder at the path is refused and never
/// replaced: a report called `/dev/stdout`, written by root, would otherwise cost the machine its device. For one thread
/// at a time.
package final class OutputFile {
    private static let block = 64 * 1_024

    /// The path, as it was given.
    package let path: String
    private let option: String?
    private let partialPath: String
    private var descriptor: Int32
    private var buffer = [UInt8]()

    /// Begins the file at `path`; what an interrupted writer left is overwritten.
    ///
    /// - Parameter option: the option of the command by which the user can choose another place, for error messages.
    package convenience init(path: String, option: String? = nil) throws(FileError) {
        var status = stat()
        guard lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(
                cannotWrite: path, because: "what is there is not an ordinary file",
                remedy: "remove it, or choose another folder" + (option.map { " with \($0)" } ?? ""))
        }
        let partialPath = path + ".partial"
        // A link that another user put there must not be followed to a file of theirs.
        unlink(partialPath)
        let descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(cannotWrite: path, errno: errno, option: option) }
        self.init(path: path, partialPath: partialPath, descriptor: descriptor, option: option)
    }

    /// Takes over an open descriptor.
    init(path: String, partialPath: String, descriptor: Int32, option: String? = nil) {
        self.path = path
        self.partialPath = partialPath
        self.descriptor = descriptor
        self.option = option
    }

    deinit {
        guard descriptor >= 0 else { return }
        if isThere { unlink(partialPath) }
        close(descriptor)
    }

    /// Adds `text`.
    package func write(_ text: String) throws(FileError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.block { try flush() }
    }

    /// Adds `bytes`.
    package func write(_ bytes: [UInt8]) throws(FileError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.block { try flush() }
    }

    /// Adds `bytes`.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.block { try flush() }
    }

    /// Adds the bytes of the file at `source`, block by block, until `isInterrupted` says so.
    package func append(
        contentsOf source: String, isInterrupted: () -> Bool = { false }
    ) throws(FileError) {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw Self.unreadable(source) }
        defer { close(input) }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.block, alignment: 1)
        defer { chunk.deallocate() }
        while !isInterrupted() {
            let count = read(input, chunk.baseAddress, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.unreadable(source) }
            if count == 0 { return }
            try write(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        }
    }

    /// Gives the file its name, replacing what had it. Nothing can be added after that.
    package func finish() throws(FileError) {
        try flush()
        guard isThere else {
            throw FileError(
                cannotWrite: path, because: "another process writes it, too",
                remedy: "let that one end, then run again")
        }
        // Some file systems report a full disk only when a file is closed.
        let isClosed = close(descriptor) == 0
        descriptor = -1
        guard isClosed, rename(partialPath, path) == 0 else {
            let code = errno
            unlink(partialPath)
            throw FileError(cannotWrite: path, errno: code, option: option)
        }
    }

    /// Whether the unfinished file is still the one that was begun here. Of two processes that write to one path, the
    /// later one removes the unfinished file of the earlier one, which must neither publish nor remove what the other
    /// process has begun.
    private var isThere: Bool {
        var (ours, there) = (stat(), stat())
        return fstat(descriptor, &ours) == 0 && lstat(partialPath, &there) == 0
            && (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)
    }

    private func flush() throws(FileError) {
        precondition(descriptor >= 0, "\(path) is finished already")
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(cannotWrite: path, errno: errno, option: option) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func unreadable(_ path: String) -> FileError {
        FileError(
            path: path, found: "a file that can't be read (\(String(cString: strerror(errno))))",
            expected: "a readable file", remedy: "check the path and its permissions")
    }
}

extension OutputFile {
    /// Writes `text` as the whole of the file at `path`.
    package static func write(_ text: String, to path: String, option: String? = nil) throws(FileError) {
        let file = try OutputFile(path: path, option: option)
        try file.write(text)
        try file.finish()
    }

    /// Makes the file at `path` a copy of the one at `source`.
    package static func copy(_ source: String, to path: String) throws(FileError) {
        let file = try OutputFile(path: path)
        try file.append(contentsOf: source)
        try file.finish()
    }
}
