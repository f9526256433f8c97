import ToolRouter
import ToolRouterFormats

/// So long after the last fault as the fault plan promises, every request is answered as if there had never been one, unless its
/// own recording is to blame: see `RecoveryTime` for what a plan can promise.
///
/// No request that arrives then meets a circuit that faults opened, but for those that come while a probe is under way; a store
/// that fails or is left alone; a limit that is full again; or a cache without the answer that it stored last. None is refused
/// while there is room, and none ends badly that had no trouble of its own.
struct Converges: Invariant {
    static let name = "converges"
    static let goesByTrueTime = true
    var kinds: EventKinds { watch == nil ? [] : .all }

    /// What a fault plan promises.
    struct Promise {
        /// When the last rule's window ends.
        let faultsEnd: Timestamp
        /// From when on everything is well.
        let wellFrom: Timestamp
        /// Whether the clock was among what was at fault, so that the limiter's time is not that of events.
        var movesClock = false

        /// That of `plan`, where the traffic begins at `start`; nil when it promises nothing.
        init?(_ plan: FaultPlan, start: Timestamp) {
            guard let convergence = plan.convergence, let end = plan.end else { return nil }
            faultsEnd = start + end
            wellFrom = faultsEnd + convergence.within
            // Nobody comes after the end of time.
            if wellFrom == Timestamp(nanoseconds: .max) { return nil }
            movesClock = plan.rules.contains { $0.target.text == "clock" }
        }

        init(faultsEnd: Timestamp, wellFrom: Timestamp) {
            self.faultsEnd = faultsEnd
            self.wellFrom = wellFrom
        }
    }

    /// Nil where nothing is promised.
    private var watch: RecoveryWatch?

    /// - Parameters:
    ///   - promise: nil where nothing is promised, and nothing is asked.
    ///   - cache: its answer cache; nil when it goes without.
    ///   - sharesLimits: whether the limiter is one outside of the process.
    init(_ promise: Promise?, _ configuration: RouterConfiguration, cache: CacheSettings?, sharesLimits: Bool = false) {
        watch = promise.map { RecoveryWatch($0, configuration, cache: cache, sharesLimits: sharesLimits) }
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        watch?.observe(event, after: history)
    }
}
