import Glibc
import ToolRouterFormats
import ToolRouterReplay

/// Ctrl-C (SIGINT) and SIGTERM: the first one asks for an end with a partial report, the second one ends at once.
enum InterruptSignals {
    private static let signals = [SIGINT, SIGTERM]
    private static let interruption = Interruption()

    /// Listens from now on; what is returned is raised by the first signal.
    ///
    /// A signal that the parent process chose to ignore, as shells do for background jobs, stays ignored.
    static func listen() -> Interruption {
        // A handler must not be the first to touch it: it could interrupt its own initialisation.
        let interruption = Self.interruption
        for signal in signals {
            var former = sigaction()
            sigaction(signal, nil, &former)
            if unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) == ignored { continue }
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in
                if !InterruptSignals.interruption.raise() { _exit(Verdict.interruptedExitCode) }
            }
            action.sa_flags = SA_RESTART
            sigaction(signal, &action, nil)
        }
        // A process that was started from a thread that blocks signals, as those of a dispatch queue do, inherits that.
        var set = signalSet
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        return interruption
    }

    /// Does `body` with the signals held back, so that what belongs together on the disk is written together.
    static func postponed<Result>(_ body: () throws -> Result) rethrows -> Result {
        var (set, former) = (signalSet, sigset_t())
        pthread_sigmask(SIG_BLOCK, &set, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        return try body()
    }

    private static var signalSet: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }

    /// SIG_IGN, a macro with a cast that Swift does not import.
    private static let ignored = 1
}
