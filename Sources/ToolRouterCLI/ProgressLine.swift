import Foundation
import Synchronization

/// Tells on stderr how far long work is: on a terminal in place, elsewhere a line every few seconds. Nothing is said in
/// the first second.
final class ProgressLine: Sendable {
    private struct State {
        var done: [String: Int] = [:]
        var lastShown: ContinuousClock.Instant
        var hasShown = false
    }

    private let what: String
    private let state: Mutex<State>
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(_ what: String) {
        self.what = what
        state = Mutex(State(lastShown: .now))
    }

    /// `part` has done so many.
    func update(_ part: String, _ count: Int) {
        state.withLock { state in
            state.done[part] = count
            guard state.lastShown.duration(to: .now) > (isTerminal ? .milliseconds(250) : .seconds(5)) else {
                return
            }
            state.lastShown = .now
            state.hasShown = true
            let total = state.done.values.reduce(0, +)
            let line = "\(total) \(what)"
            FileHandle.standardError.write(Data((isTerminal ? "\r\(line)\u{1B}[K" : line + "\n").utf8))
        }
    }

    /// Leaves the terminal clean.
    func end() {
        state.withLock { state in
            if state.hasShown && isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        }
    }
}
