package import ToolRouter

/// One database, served to many at once: lanes that judge, lanes that run what was approved, and one that looks which
/// version the data has.
///
/// A run waits for a free lane, first come first served, without holding a thread, and ends soon after its task is
/// cancelled: in the line at once, on a lane as soon as SQLite looks up from its work. A writer that keeps readers out is
/// waited for. Judging waits for no run, and nobody who is cancelled waits for a verdict; a text that is being judged is
/// not judged once more, and a verdict that is remembered takes no lane.
///
/// Lanes are threads of this process, or, as statements of strangers call for, processes of their own behind walls: one
/// that dies or has to be killed fails the one request that it is at, and another takes its place. Not for a replay.
package final class SandboxPool: GuardedDatabase {
    let judge: Judge
    private let judging: SharedLanes<StatementKey, Judge.Verdict>
    private let costly = CostlyTexts()
    private let roll = LaneRoll()
    private let keeper: FileKeeper?
    let looking: SharedLanes<Look, Result<DataVersion, SQLFailure>>
    private let queue: LaneQueue<PendingRun>
    private let busyTimeout: Duration
    private let versions: SharedVersion
    private let source: String?
    private let contents: ContentNames?

    /// What may be read, by the schema that it was found under.
    let described = DescribedSchema()

    /// What there is to look at.
    enum Look {
        case dataVersion
        case readable
    }

    /// How many texts are judged at once: enough for those who send what compiles to all the memory that it may take, some
    /// 20 ms each, to leave lanes for others.
    static let judges = 8
    /// How often a locked database is looked at.
    private static let pause = Duration.milliseconds(5)

    /// Opens a database and starts the lanes.
    ///
    /// - Parameters:
    ///   - path: an absolute path without symbolic links, to a regular file.
    ///   - policy: what statements may touch and spend.
    ///   - settings: how large the pool is.
    ///   - source: names what the file was made from, if nothing else ever changes it: then the version of its content names that
    ///     and not the file, and is the same wherever it is made. Nil for a file that may be written to or replaced.
    ///   - processes: that each lane is a process of its own, which is what statements of strangers call for; nil leaves
    ///     them in this one.
    ///   - monotonicNow: time since any fixed moment; needed by a policy with a time budget whose lanes are in this process,
    ///     and by no other.
    package init(
        opening path: String, policy: SandboxPolicy, settings: PoolSettings = PoolSettings(),
        source: String? = nil, processes: LaneProcesses? = nil, monotonicNow: (@Sendable () -> Duration)? = nil
    ) throws(SandboxError) {
        judge = Judge(policy)
        let maker = LaneMaker(
            path: path, policy: policy, processes: processes, costly: costly, roll: roll, monotonicNow: monotonicNow)
        keeper = maker.keeper
        // They are open before any writer can keep them from learning the schema.
        let judges = try maker.judges(processes?.judges ?? Self.judges, as: .judge, for: judge)
        let looker = try maker.judges(1, as: .look, for: judge)
        judging = SharedLanes("sql-judge", with: judges, waiting: settings.waiting, joinsBegunWork: true) {
            .failure(SQLRefusal($0))
        }
        // Who asks now wants to know what is there now, not what was there when somebody else began to look.
        looking = SharedLanes("sql-look", with: looker, waiting: 2, joinsBegunWork: false) { .failure($0) }

        queue = LaneQueue(lanes: settings.lanes, capacity: settings.waiting)
        busyTimeout = settings.busyTimeout
        versions = SharedVersion(age: settings.versionAge)
        self.source = source
        // Lanes of this process have the file open, and would lose their locks on it.
        contents = settings.version == .content && processes != nil ? ContentNames(of: path) : nil
        for number in 0..<settings.lanes {
            Lane.start("sql-\(number)", serving: queue, with: maker.runner(busyTimeout: settings.busyTimeout))
        }
    }

    deinit {
        queue.close()
        judging.close()
        looking.close()
    }

    /// Closes the database: whoever waits fails, runs on a lane are stopped, and when it returns no file is open any more.
    package func close() async {
        queue.close()
        judging.close()
        looking.close()
        await queue.end()
        await judging.end()
        await looking.end()
        keeper?.close()
    }

    /// How many runs wait for a lane.
    package var waitingRuns: Int { queue.waiting }

    /// How many lanes are at work on runs.
    package var runningRuns: Int { queue.running }

    /// How many lanes are at work on judging.
    package var runningJudges: Int { judging.running }

    /// How many texts wait for a judge.
    package var waitingTexts: Int { judging.waiting }

    /// The processes of the lanes, if they are any, and what they do now.
    package var laneStates: [LaneState] { roll.states }

    package var mayWait: Bool { true }

    /// The version, at most `PoolSettings.versionAge` old. One that is half as old is looked at again beside those who ask,
    /// so that under load nobody waits for it.
    package var dataVersion: DataVersion {
        get async throws(SQLFailure) {
            switch versions.known {
            case .new(let version): return version
            case .aging(let version):
                Task { [weak self] in _ = try? await self?.presentVersion }
                return version
            case .none: return try await presentVersion
            }
        }
    }

    private var presentVersion: DataVersion {
        get async throws(SQLFailure) {
            defer { versions.endLook() }
            let end = ContinuousClock.now + busyTimeout
            while true {
                do throws(SQLFailure) {
                    let began = ContinuousClock.now
                    let version = named(try await look())
                    versions.note(version, seen: began)
                    return version
                } catch {
                    versions.forget()
                    guard error.code == .busy, ContinuousClock.now < end else { throw error }
                }
                guard (try? await Task.sleep(for: Self.pause)) != nil else {
                    throw SQLFailure(.cancelled, "the task was cancelled while a writer kept the database locked")
                }
            }
        }
    }

    /// The version by what names it: what it was made from, its content, or else the file.
    private func named(_ seen: DataVersion) -> DataVersion {
        if let source { return seen.made(from: source) }
        let name = contents?.name(of: seen) { [weak self] in try? await self?.look() }
        return name.map { seen.made(from: $0) } ?? seen
    }

    /// The version that the data has now, unless a writer keeps the database locked. The judge learns the schema.
    func look() async throws(SQLFailure) -> DataVersion {
        try await looking.outcome(of: .dataVersion) { [judge] database in
            defer { judge.sees(database) }
            do throws(SQLFailure) {
                return .success(try database.dataVersion())
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// Judges a text on a lane, unless a verdict is remembered. What `Sandbox.approve` says of verdicts holds here, too.
    ///
    /// A text that cost much to be refused as too complex, or a lane, is refused at once for a minute.
    package func approve(_ sql: String, at now: Timestamp) async throws(SQLRefusal) -> ApprovedStatement {
        let key = StatementKey(sql)
        if let refusal = costly.refusal(of: key) { throw refusal }
        let memory = judge.memory(of: key)
        if case .certain(let verdict) = memory { return try verdict.get() }
        if case .doubtful = memory {
            // A look at the schema is enough for most, and its lane never compiles anything.
            do throws(SQLFailure) {
                _ = try await look()
            } catch {
                // Locked, the schema that was seen last counts; what else there is the judge finds out.
                if error.code == .cancelled { throw SQLRefusal(error) }
            }
            if let verdict = judge.verdict(underLastSchema: key) { return try verdict.get() }
        }
        return try await judging.outcome(of: key) { [judge, costly] database in
            let begin = ThreadClock.processorTime
            let verdict = database.verdict(on: sql, key, by: judge, at: now)
            if case .failure(let refusal) = verdict {
                costly.note(refusal, of: key, after: ThreadClock.processorTime - begin, at: Moments.now)
            }
            return verdict
        }.get()
    }

    /// Runs an approved statement on the next free lane, as `Sandbox.run` does. Traps when another database's sandbox
    /// approved it.
    package func run(_ statement: ApprovedStatement, at now: Timestamp) async throws(SQLFailure) -> ResultSet {
        try await execute(statement, at: now).rows
    }

    /// Runs an approved statement as `run` does, and tells how much of the present its rows depend on.
    package func execute(_ statement: ApprovedStatement, at now: Timestamp) async throws(SQLFailure) -> StatementResult
    {
        try await execute(statement, with: [:], at: now)
    }

    /// Runs an approved statement as `run` does, with these values of its parameters, by name without the colon, and tells how much of the present its rows depend on.
    package func execute(
        _ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp
    ) async throws(SQLFailure) -> StatementResult {
        judge.requireApproval(of: statement)
        try statement.requireValues(values)
        if let refusal = costly.refusal(of: StatementKey(statement.sql)) {
            throw SQLFailure(.databaseUnavailable, refusal.detail, mayPass: true)
        }
        let run = PendingRun(statement, with: values, at: now)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                run.isAwaited(by: caller)
                queue.join(run)
            }
        } onCancel: { [queue] in
            queue.cancel(run)
        }
        return try outcome.get()
    }
}
