import Foundation

/// The small text that Git LFS leaves in place of a large file that was not fetched
/// (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
package enum GitLFSPointer {
    /// The first line of every pointer, and of those of the two predecessors, up to the number of a version.
    private static let beginnings = [
        "version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/",
        "version http://git-media.io/v/",
    ]
    /// A pointer is shorter than this, in bytes.
    private static let longest = 1_024

    /// What error messages call it.
    package static let words = "a Git LFS pointer"
    /// What to do about it.
    package static let remedy = "fetch the file: git lfs pull"

    /// Whether a file of so many bytes that begins with `bytes` is one.
    package static func begins(_ bytes: some Sequence<UInt8>, size: Int) -> Bool {
        guard size < longest else { return false }
        let start = Array(bytes.prefix(64))
        return beginnings.contains { start.starts(with: $0.utf8) }
    }

    /// Refuses a pointer at `path` that should have been `kind`. What can't be read is left to the reader of the file.
    package static func refuse(at path: String, kind: String) throws(FileError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < longest else { return }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        try refuse(in: descriptor, size: Int(status.st_size), path: path, kind: kind)
    }

    /// The same of an open file; where it is read next does not change.
    static func refuse(in descriptor: Int32, size: Int, path: String, kind: String) throws(FileError) {
        guard size < longest else { return }
        var start = [UInt8](repeating: 0, count: 64)
        let count = pread(descriptor, &start, start.count, 0)
        guard count > 0, begins(start[..<count], size: size) else { return }
        throw FileError(aboutFile: path, found: words, expected: kind, remedy: remedy)
    }
}
