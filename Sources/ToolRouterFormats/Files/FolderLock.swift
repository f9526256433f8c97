import Glibc

/// The right to write in a folder, for one process at a time: a lock on the folder itself (flock(2)), which leaves nothing
/// behind and goes with the process, however it ends.
package final class FolderLock {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Locks the folder at `path`, which must be there. Where a file system has no locks there is none.
    ///
    /// - Parameter option: the option of the command by which the user can choose another folder.
    package static func take(_ path: String, option: String) throws(FolderInUse) -> FolderLock {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return FolderLock(descriptor: -1) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let isTaken = errno == EWOULDBLOCK
            close(descriptor)
            guard isTaken else { return FolderLock(descriptor: -1) }
            throw FolderInUse(path: path, option: option)
        }
        return FolderLock(descriptor: descriptor)
    }

    /// Whether `path` is the folder that was locked: another process may have removed it before, and made another one. Where
    /// there are no locks, whether anything is there.
    package func isOf(_ path: String) -> Bool {
        var (there, locked) = (stat(), stat())
        guard lstat(path, &there) == 0 else { return false }
        if descriptor < 0 { return true }
        return fstat(descriptor, &locked) == 0 && there.st_dev == locked.st_dev && there.st_ino == locked.st_ino
    }
}

/// Another process writes in the folder.
package struct FolderInUse: Error, CustomStringConvertible {
    let path: String
    let option: String

    package var description: String {
        "another run is writing here: \(path); let it end, or choose another folder with \(option)"
    }
}
