import Glibc
import Synchronization
import ToolRouterFormats

/// Standard output and standard error, which may be full, closed, or a pipe that nobody reads: then a process says so in
/// one line and ends with an exit code, and never with a signal.
enum StandardStreams {
    /// The `errno` of the first write to standard output that failed; 0 when all went well.
    private static let failure = Mutex<Int32>(0)

    /// Prepares the process, before anything is opened or written.
    static func prepare() {
        // A write to a pipe that nobody reads shall fail instead of killing the process.
        signal(SIGPIPE, SIG_IGN)
        // The same of a file that would become larger than it may (ulimit -f).
        signal(SIGXFSZ, SIG_IGN)
        // The next file to be opened would get the number of a closed stream, and messages would be written into it.
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Writes to standard output; nothing more after a failure.
    static func write(_ text: String) {
        failure.withLock { failure in
            if failure == 0 { failure = put(text, to: STDOUT_FILENO) }
        }
    }

    /// Writes to standard error, as far as that is possible.
    static func writeError(_ text: String) {
        _ = put(text, to: STDERR_FILENO)
    }

    /// Why not everything could be written to standard output; nil when it was.
    static var fault: FileError? {
        let code = failure.withLock { $0 }
        guard code != 0 else { return nil }
        return FileError(
            cannotWrite: "the standard output", because: String(cString: strerror(code)),
            remedy: code == EPIPE ? "let its reader read to the end" : "let it go where there is space")
    }

    /// Returns 0 or the `errno`.
    private static func put(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}
