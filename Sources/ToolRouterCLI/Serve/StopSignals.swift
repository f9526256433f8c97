import Dispatch
import Glibc
import Synchronization
import ToolRouterReplay

/// SIGTERM and SIGINT of a server: the first asks for an orderly end, the second one ends at once.
final class StopSignals: Sendable {
    private struct Sources: @unchecked Sendable {
        var all: [any DispatchSourceSignal] = []
    }

    private static let signals = [SIGTERM, SIGINT]
    private let isStopping = Atomic(false)
    private let sources = Mutex(Sources())

    /// Listens from now on, for as long as it lives.
    ///
    /// - Parameter stop: is told of the first signal, on a thread of its own.
    init(_ stop: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "signals")
        for number in Self.signals {
            var former = sigaction()
            sigaction(number, nil, &former)
            // What the parent process chose to ignore, as shells do for background jobs, stays ignored.
            if unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) == Self.ignored { continue }
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [self] in
                guard !isStopping.exchange(true, ordering: .relaxed) else { _exit(Verdict.interruptedExitCode) }
                stop()
            }
            source.resume()
            sources.withLock { $0.all.append(source) }
        }
    }

    /// SIG_IGN, a macro with a cast that Swift does not import.
    private static let ignored = 1
}
