import CSQLite
import Glibc

/// What can be told about a database file without opening it.
///
/// SQLite alone would say "unable to open database file" to all of this, and wait for ever on a named pipe. Nothing
/// here opens the file: closing it again would drop every POSIX lock that this process holds on it.
enum DatabaseFile {
    /// Checks that a readable, ordinary, non-empty file lies at `path`.
    static func inspect(_ path: String) throws(SandboxError) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw SandboxError(path, .notAbsolute, "this is no absolute path", remedy: "begin the path with /")
        }
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == EACCES { throw noPermission(path) }
            throw SandboxError(path, .missing, "there is no such file", remedy: "check the path, or build the database")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR:
            throw SandboxError(path, .directory, "this is a directory", remedy: "give the path of the database file")
        case S_IFLNK: throw symbolicLink(path)
        default:
            throw SandboxError(path, .notAFile, "this is no ordinary file", remedy: "give the path of a database file")
        }
        guard access(path, R_OK) == 0 else { throw noPermission(path) }
        guard status.st_size > 0 else {
            throw SandboxError(path, .notADatabase, "the file is empty", remedy: "build the database first")
        }
    }

    /// A path that leads through a symbolic link, which could be pointed elsewhere after the check.
    static func symbolicLink(_ path: String) -> SandboxError {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        let target = resolved.map { String(cString: $0) }
        return SandboxError(
            path, .symbolicLink, "the path leads through a symbolic link",
            remedy: target.map { "give the path it leads to: \($0)" } ?? "it leads nowhere; give the path of the file")
    }

    /// Which file lies there and when it was last written, in nanoseconds since 1970; nil when it is gone.
    static func state(_ path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        return "\(status.st_ino) of \(modified)"
    }

    private static func noPermission(_ path: String) -> SandboxError {
        SandboxError(
            path, .noPermission, "this process may not read the file",
            remedy: "let its user read the file and enter its folders")
    }
}

/// Which file lies at a path: two looks are equal as long as nobody has put another file there.
struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64

    /// The file of those numbers, which another process has looked up.
    init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// The file at `path`; nil when there is none.
    init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
