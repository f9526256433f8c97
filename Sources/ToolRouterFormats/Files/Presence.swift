import Glibc

/// Whether a file is there.
package enum Presence {
    /// Whether something lies at `path`, a link that leads nowhere included.
    ///
    /// - Throws: when nobody can tell, since a folder on the way may not be entered: that is not absence.
    package static func of(_ path: String) throws(FileError) -> Bool {
        var status = stat()
        if lstat(path, &status) == 0 { return true }
        let code = errno
        if code == ENOENT || code == ENOTDIR { return false }
        throw FileError(
            aboutFile: path, found: "a file that can't be looked at (\(String(cString: strerror(code))))",
            expected: "a readable file, or none", remedy: "check the permissions of its folders")
    }

    /// Whether there is a folder at `path`, or a link to one.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
