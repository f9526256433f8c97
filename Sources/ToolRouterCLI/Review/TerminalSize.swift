import Glibc

/// How much room there is on the terminal.
enum TerminalSize {
    /// The columns of the terminal behind stdout, at least 40; nil where it is none.
    static var columns: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return max(40, Int(size.ws_col))
    }
}
