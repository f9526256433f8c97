import Foundation

/// A small file that is read as a whole.
package enum WholeFile {
    /// The largest file that is read, in bytes: 1 MiB.
    package static let largest = 1_048_576

    /// The bytes of the file at `path`.
    ///
    /// - Parameters:
    ///   - kind: what the file should have been, for error messages.
    ///   - remedy: what to do about any fault; nil where that depends on the fault.
    ///   - most: the most bytes that the file may have.
    package static func bytes(
        _ path: String, kind: String, remedy: String? = nil, upTo most: Int = largest
    ) throws(FileError) -> [UInt8] {
        func fault(_ found: String, _ advice: String) -> FileError {
            FileError(aboutFile: path, found: found, expected: kind, remedy: remedy ?? advice)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw fault("no file", "check the path")
        }
        guard !isFolder.boolValue else { throw fault("a folder", "name the file in it") }
        // Opening a pipe without a writer would wait forever, and a device may never end.
        if let oddity = oddity(path) { throw fault(oddity, "write what it says to a file, and name that") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw fault("a file that can't be opened", "check its permissions")
        }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: most + 1) ?? Data()
        } catch {
            throw fault("a file that can't be read", "check the path")
        }
        guard data.count <= most else {
            throw fault("a file of more than \(most / 1_048_576) MiB", "make it smaller")
        }
        if GitLFSPointer.begins(data, size: data.count) {
            throw FileError(aboutFile: path, found: GitLFSPointer.words, expected: kind, remedy: GitLFSPointer.remedy)
        }
        return Array(data)
    }

    /// Whether `path` leads, through symbolic links, to a file that has a beginning and an end, unlike pipes, devices and
    /// sockets. Nothing is opened.
    package static func isOrdinary(_ path: String) -> Bool { oddity(path) == nil }

    /// What `path` leads to, in words, when that is no ordinary file. Nothing is opened.
    package static func oddity(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return special }
        return oddity(path, status)
    }

    /// The same of a file whose `status` is known.
    static func oddity(_ path: String, _ status: stat) -> String? {
        guard status.st_mode & S_IFMT == S_IFREG else { return special }
        // They may wait for events, have no end, or tell of this process.
        let isMadeUp = RealPath.of(path).map { $0.hasPrefix("/proc/") || $0.hasPrefix("/sys/") } ?? false
        return isMadeUp ? "a file that the system makes up while it is read" : nil
    }

    private static let special = "a pipe, a device or a socket"
}
