/// Makes what the lanes of one pool work on.
struct LaneMaker {
    /// The bytes of statements that a lane keeps compiled that runs them: some 200 usual ones.
    private static let compiledBytes = 2 << 20

    let path: String
    let policy: SandboxPolicy
    let processes: LaneProcesses?
    let costly: CostlyTexts
    let monotonicNow: (@Sendable () -> Duration)?
    let keeper: FileKeeper?
    let roll: LaneRoll

    init(
        path: String, policy: SandboxPolicy, processes: LaneProcesses?, costly: CostlyTexts,
        roll: LaneRoll, monotonicNow: (@Sendable () -> Duration)?
    ) {
        self.path = path
        self.policy = policy
        self.processes = processes
        self.costly = costly
        self.monotonicNow = monotonicNow
        keeper = processes.map { FileKeeper(of: path, $0.executable, at: roll.place(for: .keep)) }
        self.roll = roll
    }

    /// Opens the database for as many lanes that judge or look; `judge` learns the schema.
    ///
    /// They run nothing, so they keep nothing compiled; and they wait for no writer: whoever asks does.
    func judges(_ count: Int, as role: LaneState.Role, for judge: Judge) throws(SandboxError) -> [SharedLane] {
        var lanes: [SharedLane] = []
        for _ in 0..<count {
            if let processes, let keeper {
                let lane = LaneProcess(
                    opening(compiledBytes: 2, .zero, processes), processes, costly: costly, keeper: keeper,
                    at: roll.place(for: role))
                try lane.open()
                judge.sees(lane)
                lanes.append(SharedLane(lane))
            } else {
                let database = connection(compiledBytes: 2, .zero)
                _ = try DeepStack.run { () throws(SandboxError) in try database.present() }
                judge.sees(database)
                lanes.append(SharedLane(database))
            }
        }
        return lanes
    }

    /// What a lane works on that runs statements. It opens the database later.
    func runner(busyTimeout: Duration) -> SharedLane {
        guard let processes, let keeper else {
            return SharedLane(connection(compiledBytes: Self.compiledBytes, busyTimeout))
        }
        let opening = opening(compiledBytes: Self.compiledBytes, busyTimeout, processes)
        return SharedLane(LaneProcess(opening, processes, costly: costly, keeper: keeper, at: roll.place(for: .run)))
    }

    private func connection(compiledBytes: Int, _ busyTimeout: Duration) -> OpenDatabase {
        OpenDatabase(
            Opening(
                path: path, policy: policy, compiledBytes: compiledBytes, monotonicNow: monotonicNow),
            control: LaneControl(busyTimeout: busyTimeout))
    }

    private func opening(
        compiledBytes: Int, _ busyTimeout: Duration, _ processes: LaneProcesses
    ) -> LaneOpening {
        LaneOpening(
            path: path, policy: policy, compiledBytes: compiledBytes, busyTimeout: busyTimeout,
            processorSeconds: processes.processorSeconds)
    }
}
