import Glibc

/// A file that is being written, and what went wrong with it: libxml2's buffer only remembers that something did.
final class JUnitFile {
    let path: String
    /// Set while what is written is not to reach the file.
    var isDiscarding = false
    private var descriptor: Int32
    private(set) var failure: ReportError?

    /// Creates or empties the file at `path`; `exclusively`, it must not be there yet.
    ///
    /// Whoever makes such a file may also delete it, so what is no regular file is refused: a report called
    /// `/dev/stdout`, written by root, would otherwise cost the machine its device.
    init(creating path: String, exclusively: Bool = false) throws(ReportError) {
        try Self.refuseSpecialFile(at: path)
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (exclusively ? O_EXCL : O_TRUNC), 0o666)
        if descriptor < 0 { throw ReportError(path: path, errno: errno) }
    }

    /// Takes over an open descriptor.
    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Throws when there is something at `path` that is no regular file: a folder, a link, a device, a pipe.
    static func refuseSpecialFile(at path: String) throws(ReportError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        throw ReportError(
            path: path, reason: "what is there is no regular file",
            remedy: "remove it, or choose another folder with --reports")
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Writes all bytes; false after any failure, which `failure` then tells.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard failure == nil else { return false }
        if isDiscarding { return true }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 {
                failure = ReportError(path: path, errno: errno)
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Appends the bytes of another file, 64 KB at a time.
    func append(contentsOf other: String) throws(ReportError) {
        let source = open(other, O_RDONLY | O_CLOEXEC)
        if source < 0 { throw Self.unreadable(other) }
        defer { Glibc.close(source) }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
        defer { chunk.deallocate() }
        while true {
            let count = read(source, chunk.baseAddress, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw Self.unreadable(other) }
            if count == 0 { return }
            if !write(UnsafeRawBufferPointer(rebasing: chunk[..<count])), let failure { throw failure }
        }
    }

    private static func unreadable(_ path: String) -> ReportError {
        ReportError(
            path: path, reason: "its cases can't be read back: " + String(cString: strerror(errno)),
            remedy: "leave the reports folder alone while a run is going on, and run again")
    }

    /// Waits until the bytes are on the disk, so that a rename never shows a file that a power cut could empty.
    func synchronise() throws(ReportError) {
        if let failure { throw failure }
        if fsync(descriptor) != 0 { throw ReportError(path: path, errno: errno) }
    }

    /// Closes the file; some file systems report a full disk only now.
    func close() throws(ReportError) {
        if let failure { throw failure }
        let result = Glibc.close(descriptor)
        descriptor = -1
        if result != 0 { throw ReportError(path: path, errno: errno) }
    }
}
