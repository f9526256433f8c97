import Synchronization
import ToolRouter
import ToolRouterFormats

/// The server in which several processes keep answers, as a simulation has it: bytes by key, for as long as the cache's settings
/// say. Beside them lies what a copy that lags behind would still have.
final class SimulatedAnswerServer: Sendable {
    /// What a copy has that knows nothing of the last write.
    private struct Copy: Sendable {
        var latest: [UInt8]
        var former: [UInt8]?
    }

    private struct State: Sendable {
        var answers: AnswerCache<CacheKey, [UInt8]>
        var copies: AnswerCache<CacheKey, Copy>
        /// The keys that were written last, the latest at the end, at most two.
        var written: [CacheKey] = []
        /// The last key of each of the tenants that wrote last, the latest at the end, at most two.
        var tenants: [(tenant: TenantID?, key: CacheKey)] = []
    }

    private let scheduler: any Scheduler
    private let state: Mutex<State>

    init(_ settings: CacheSettings, scheduler: any Scheduler) {
        self.scheduler = scheduler
        let life = settings.ttl + settings.staleIfError
        // It has room for the largest answer that is brought to it: what it says it has kept is there.
        let bytes = max(settings.bytes, settings.mostSealedBytes)
        state = Mutex(
            State(
                answers: AnswerCache(ttl: life, entries: settings.entries, bytes: bytes),
                copies: AnswerCache(ttl: life, entries: settings.entries)))
    }

    /// Does what `command` says, at once.
    func reply(to command: AnswerCommand) -> AnswerReply {
        let (key, now) = (command.key, scheduler.now)
        return state.withLock { state in
            switch command.use {
            case .look: return .found(state.answers.find(key, at: now)?.entry)
            case .forget: state.answers.remove(key)
            case .keep(let bytes):
                state.answers.store(bytes, for: key, bytes: bytes.count, at: now)
                let former = state.copies.find(key, at: now)?.entry.latest
                state.copies.store(Copy(latest: bytes, former: former), for: key, lifetime: .unlimited, at: now)
                state.tenants = state.tenants.filter { $0.tenant != command.tenant }.suffix(1) + [(command.tenant, key)]
                state.written = state.written.filter { $0 != key }.suffix(1) + [key]
            }
            return .done
        }
    }

    /// What a copy still has for `key` that has not heard of its last write, nor that its time is past.
    func outdated(_ key: CacheKey) -> [UInt8]? {
        state.withLock { state in
            state.copies.find(key, at: scheduler.now).map { $0.entry.former ?? $0.entry.latest }
        }
    }

    /// What was written last under another key, and is still there.
    func foreign(to key: CacheKey) -> [UInt8]? {
        state.withLock { state in
            state.written.last { $0 != key }.flatMap { state.answers.find($0, at: scheduler.now)?.entry }
        }
    }

    /// What another tenant than the one who asks wrote last, and is still there.
    func answerOfOtherTenant(than command: AnswerCommand) -> [UInt8]? {
        state.withLock { state in
            state.tenants.last { $0.tenant != command.tenant }
                .flatMap { state.answers.find($0.key, at: scheduler.now)?.entry }
        }
    }
}
