import Synchronization
import ToolRouter

/// The version of the data as it was seen last, for as long as it may be shared.
final class SharedVersion: Sendable {
    /// What is known of it.
    enum Known {
        /// It was seen just now.
        case new(DataVersion)
        /// It may be used, and who is told so is to look again; nobody else is told so meanwhile.
        case aging(DataVersion)
        /// Nothing that may be used.
        case none
    }

    private struct State {
        var seen: (version: DataVersion, at: ContinuousClock.Instant)?
        var isLooking = false
    }

    private let age: Duration
    private let state = Mutex(State())

    /// - Parameter age: how old it may be; zero shares nothing.
    init(age: Duration) {
        self.age = age
    }

    var known: Known {
        guard age > .zero else { return .none }
        let now = ContinuousClock.now
        return state.withLock { state in
            guard let seen = state.seen, now - seen.at < age else { return .none }
            guard now - seen.at >= age / 2, !state.isLooking else { return .new(seen.version) }
            state.isLooking = true
            return .aging(seen.version)
        }
    }

    /// `version` was there at a moment not before `moment`.
    func note(_ version: DataVersion, seen moment: ContinuousClock.Instant) {
        guard age > .zero else { return }
        state.withLock { state in
            if let seen = state.seen, seen.at > moment { return }
            state.seen = (version, moment)
        }
    }

    /// It can't be seen at the moment: nobody goes on with what was there before.
    func forget() {
        state.withLock { $0.seen = nil }
    }

    /// Who looked has ended.
    func endLook() {
        state.withLock { $0.isLooking = false }
    }
}
