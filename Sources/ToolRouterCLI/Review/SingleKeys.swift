import Glibc
import ToolRouterReplay

/// A terminal that hands over each key as it is pressed, and gets its former mode back on every way out: at the end, and
/// where a signal ends the process.
enum SingleKeys {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    /// SIG_IGN, a macro with a cast that Swift does not import.
    private static let ignored = 1
    /// The mode before, which the handler of a signal sets again.
    private nonisolated(unsafe) static var former = termios()
    private nonisolated(unsafe) static var formerActions: [sigaction] = []

    /// Does `body` while keys come one by one; where stdin is no terminal, they come as it sends them.
    static func read<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard tcgetattr(STDIN_FILENO, &former) == 0 else { return try body() }
        listen()
        defer { forget() }
        var mode = former
        mode.c_lflag &= ~tcflag_t(ICANON | ECHO)
        withUnsafeMutableBytes(of: &mode.c_cc) { characters in
            (characters[Int(VMIN)], characters[Int(VTIME)]) = (1, 0)
            // A process that is stopped would leave this mode behind.
            characters[Int(VSUSP)] = 0
        }
        tcsetattr(STDIN_FILENO, TCSADRAIN, &mode)
        defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &former) }
        return try body()
    }

    /// The next key that writes a character of ASCII; nil at the end of the input. Arrows and other keys that send more than
    /// one byte are passed over.
    static func next() -> Character? {
        while let byte = nextByte() {
            if byte == 0x1B {
                passOverSequence()
                continue
            }
            // Ctrl-D, which means the end of the input in the terminal's usual mode.
            if byte == 0x04 { return nil }
            if (0x20..<0x7F).contains(byte) { return Character(Unicode.Scalar(byte)) }
        }
        return nil
    }

    /// The rest of what a key such as an arrow sends: one byte, or a control sequence until its final byte (ECMA-48, CSI), or
    /// one more behind an `O` (SS3). Nothing follows where Escape itself was pressed.
    private static func passOverSequence() {
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 20) > 0, let introducer = nextByte() else { return }
        if introducer == UInt8(ascii: "O") { _ = nextByte() }
        guard introducer == UInt8(ascii: "[") else { return }
        while let byte = nextByte(), !(0x40...0x7E).contains(byte) {}
    }

    private static func nextByte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            if count == 0 || errno != EINTR { return nil }
        }
    }

    private static func listen() {
        formerActions = signals.map { signal in
            var former = sigaction()
            sigaction(signal, nil, &former)
            // A signal that the parent process chose to ignore stays ignored.
            if unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) == ignored { return former }
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in
                tcsetattr(STDIN_FILENO, TCSANOW, &SingleKeys.former)
                let end: StaticString = "\nnothing was accepted\n"
                _ = write(STDOUT_FILENO, end.utf8Start, end.utf8CodeUnitCount)
                _exit(Verdict.interruptedExitCode)
            }
            sigaction(signal, &action, nil)
            return former
        }
    }

    private static func forget() {
        for (signal, action) in zip(signals, formerActions) {
            var action = action
            sigaction(signal, &action, nil)
        }
    }
}
