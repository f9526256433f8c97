import Synchronization

/// Texts that took long to be refused as too complex, or that a lane's process did not survive: for a while they are refused at once, without a look at the schema,
/// which a busy writer may change every second.
///
/// For the live world only: what is costly is measured, so that it depends on the machine.
final class CostlyTexts: Sendable {
    /// The processor time from which on a text is costly: some 250 times that of a usual one.
    static let cost = Duration.milliseconds(10)
    /// How long it is refused at once.
    static let period = Duration.seconds(60)

    private let isEmpty = Atomic<Bool>(true)
    private let memo = Mutex(Memo<StatementKey, Entry>(bytes: 4 << 20))

    private struct Entry {
        let refusal: SQLRefusal
        let end: Duration
    }

    /// Why a text is refused at once now, by the clock of `Moments`; nil when it must be judged.
    func refusal(of key: StatementKey) -> SQLRefusal? {
        // A look that takes no lock, for the many times that there is none.
        isEmpty.load(ordering: .acquiring) ? nil : refusal(of: key, at: Moments.now)
    }

    /// Why a text is refused at once; nil when it must be judged. `now` is the time since any fixed moment.
    func refusal(of key: StatementKey, at now: Duration) -> SQLRefusal? {
        guard let entry = memo.withLock({ $0.value(for: key) }), now < entry.end else { return nil }
        return entry.refusal
    }

    /// Takes note of a text that was refused after so much processor time.
    func note(_ refusal: SQLRefusal, of key: StatementKey, after cost: Duration, at now: Duration) {
        guard refusal.code == .tooComplex, cost >= Self.cost else { return }
        remember(refusal, of: key, at: now)
    }

    /// Takes note of a text that a lane was lost for.
    func noteEndOfLane(_ refusal: SQLRefusal, of key: StatementKey, at now: Duration) {
        remember(refusal, of: key, at: now)
    }

    private func remember(_ refusal: SQLRefusal, of key: StatementKey, at now: Duration) {
        let entry = Entry(refusal: refusal, end: now + Self.period)
        memo.withLock { $0.remember(entry, for: key, bytes: key.bytes + refusal.bytes) }
        isEmpty.store(false, ordering: .releasing)
    }
}
