import Glibc

/// Which file lies at a path: two looks are equal as long as nobody has put another file there.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// The file at `path`; nil when there is none.
    init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
