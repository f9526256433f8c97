import Glibc

/// A report could not be written; says which file, why, and what to do.
package struct ReportError: Error, Equatable, CustomStringConvertible {
    /// The file or folder that was to be written.
    package let path: String
    /// What went wrong, in the system's words where it was the system.
    package let reason: String
    /// What the person who runs it can do.
    package let remedy: String

    package init(path: String, reason: String, remedy: String) {
        self.path = path
        self.reason = reason
        self.remedy = remedy
    }

    /// What a failed system call means, from its `errno`.
    init(path: String, errno code: Int32) {
        self.init(path: path, reason: String(cString: strerror(code)), remedy: Self.remedy(for: code))
    }

    package var description: String { "cannot write \(path): \(reason); \(remedy)" }

    private static func remedy(for code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "free some space, or write the reports to another disk with --reports"
        case EACCES, EPERM, EROFS: "make the folder writable for this user, or choose another one with --reports"
        case ENOENT, ENOTDIR: "create the folder, or choose another one with --reports"
        case EISDIR: "a folder has this name: remove it, or choose another one with --reports"
        case ENAMETOOLONG: "choose a shorter path with --reports"
        case EMFILE, ENFILE: "raise the limit of open files (ulimit -n), or run fewer jobs"
        case EFBIG: "raise the limit of the file size (ulimit -f), or split the scenario"
        default: "check the disk, or write the reports to another one with --reports"
        }
    }
}
