import Foundation
import Synchronization
import ToolRouter
import ToolRouterFormats

/// Tells on stderr how far long work is, and how long it will take: on a terminal in place, elsewhere a line every few
/// seconds. Nothing is said in the first second.
final class ProgressLine: Sendable {
    private struct State {
        var done: [String: Int] = [:]
        /// How many there are; unknown until it is asked for, and where nobody knows.
        var total: Int??
        var lastShown: ContinuousClock.Instant
        var hasShown = false
    }

    private let what: String
    private let total: @Sendable () -> Int?
    private let tellsRate: Bool
    private let start = ContinuousClock.now
    private let state: Mutex<State>
    private let isTerminal = Console.isTerminal(STDERR_FILENO)

    /// - Parameters:
    ///   - tellsRate: whether it is told how many there are a second.
    ///   - total: says how many there are, about; asked once, and only when there is something to show.
    init(_ what: String, tellsRate: Bool = false, of total: @escaping @Sendable () -> Int? = { nil }) {
        self.what = what
        self.tellsRate = tellsRate
        self.total = total
        state = Mutex(State(lastShown: .now))
    }

    /// `part` has done so many.
    func update(_ part: String, _ count: Int) {
        state.withLock { state in
            state.done[part] = count
            let sinceShown = state.lastShown.duration(to: .now)
            guard
                sinceShown
                    > (isTerminal && state.hasShown ? .milliseconds(250) : isTerminal ? .seconds(1) : .seconds(5))
            else { return }
            state.lastShown = .now
            state.hasShown = true
            if state.total == nil { state.total = .some(total()) }
            let (done, elapsed) = (state.done.values.reduce(0, +), start.duration(to: .now))
            var line = ProgressWords.words(done: done, of: state.total ?? nil, what, after: elapsed)
            if tellsRate { line += ", \(Self.rate(done, in: elapsed)) a second" }
            StandardStreams.writeError(isTerminal ? "\r\(line)\u{1B}[K" : line + "\n")
        }
    }

    /// How many there were a second, in words: `81`, or `2.7` where they are few.
    static func rate(_ count: Int, in elapsed: Duration) -> String {
        let tenths = count * 10_000 / max(Int(elapsed.wholeMicroseconds / 1_000), 1)
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\(tenths / 10)"
    }

    /// Leaves the terminal clean.
    func end() {
        state.withLock { state in
            if state.hasShown && isTerminal { StandardStreams.writeError("\r\u{1B}[K") }
        }
    }
}
