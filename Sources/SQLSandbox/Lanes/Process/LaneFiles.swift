import Glibc

/// The files that a lane gets: one database for reading, and what SQLite keeps beside it.
///
/// A lane opens nothing. It asks by path and flags, as SQLite would ask the system, and whatever it asks for it gets no
/// more than a reader needs: of these files only the `-shm`, where readers of a write-ahead log keep their marks, for
/// writing. The log itself is made when it is missing, as SQLite does, and given for reading.
struct LaneFiles {
    /// Why there is no such file for a lane, as an error number.
    struct Refusal: Error {
        let error: Int32
    }

    let database: String

    /// Opens what a lane has asked for; the descriptor is the caller's.
    func open(_ path: String, flags: Int32) -> Result<Int32, Refusal> {
        let writes = flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND) != 0
        switch suffix(of: path) {
        case "", "-journal":
            return writes ? .failure(Refusal(error: EACCES)) : open(path, O_RDONLY)
        case "-wal":
            guard writes else { return open(path, O_RDONLY) }
            // SQLite reads it all the same when it may not write to it.
            if flags & O_CREAT != 0, case .failure(let refusal) = make(path) { return .failure(refusal) }
            return .failure(Refusal(error: EACCES))
        case "-shm":
            guard writes else { return open(path, O_RDONLY) }
            if flags & O_CREAT != 0, case .failure(let refusal) = make(path) { return .failure(refusal) }
            return open(path, O_RDWR)
        default:
            return .failure(Refusal(error: EACCES))
        }
    }

    /// What a path adds to the database's; nil for a file that is none of its.
    private func suffix(of path: String) -> String? {
        guard path.utf8.starts(with: database.utf8) else { return nil }
        return String(decoding: path.utf8.dropFirst(database.utf8.count), as: UTF8.self)
    }

    private func open(_ path: String, _ access: Int32) -> Result<Int32, Refusal> {
        // A pipe that somebody has put there would make whoever opens it wait.
        let descriptor = Glibc.open(path, access | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(Refusal(error: errno)) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            return .failure(Refusal(error: EACCES))
        }
        return .success(descriptor)
    }

    /// Makes a file beside the database as SQLite does, with the database's rights and owner, if there is none.
    private func make(_ path: String) -> Result<Void, Refusal> {
        var status = stat()
        guard lstat(database, &status) == 0 else { return .failure(Refusal(error: errno)) }
        let mode = status.st_mode & 0o777
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return errno == EEXIST ? .success(()) : .failure(Refusal(error: errno)) }
        // The mask of the process may have taken rights away.
        _ = fchmod(descriptor, mode)
        if geteuid() == 0 { _ = fchown(descriptor, status.st_uid, status.st_gid) }
        Glibc.close(descriptor)
        return .success(())
    }
}
