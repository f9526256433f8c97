import Foundation

/// Tells files that have a beginning and an end from pipes, devices and sockets, which may have neither.
package enum OrdinaryFile {
    /// Whether `path` leads, through symbolic links, to a regular file. Nothing is opened.
    package static func exists(at path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
