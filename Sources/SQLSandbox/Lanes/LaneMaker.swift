/// Makes what the lanes of one pool work on.
struct LaneMaker {
    /// How many statements a lane keeps compiled that runs them, at 10 KB each, or fewer of larger ones; at most
    /// twice as many.
    private static let compiledStatements = 100

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
                    opening(compiledStatements: 1, .zero, processes), processes, costly: costly, keeper: keeper,
                    at: roll.place(for: role))
                try lane.open()
                judge.sees(lane)
                lanes.append(SharedLane(lane))
            } else {
                let database = connection(compiledStatements: 1, .zero)
                _ = try database.present()
                judge.sees(database)
                lanes.append(SharedLane(database))
            }
        }
        return lanes
    }

    /// What a lane works on that runs statements. It opens the database later.
    func runner(busyTimeout: Duration) -> SharedLane {
        guard let processes, let keeper else {
            return SharedLane(connection(compiledStatements: Self.compiledStatements, busyTimeout))
        }
        let opening = opening(compiledStatements: Self.compiledStatements, busyTimeout, processes)
        return SharedLane(LaneProcess(opening, processes, costly: costly, keeper: keeper, at: roll.place(for: .run)))
    }

    private func connection(compiledStatements: Int, _ busyTimeout: Duration) -> OpenDatabase {
        OpenDatabase(
            Opening(
                path: path, policy: policy, compiledStatements: compiledStatements, monotonicNow: monotonicNow),
            control: LaneControl(busyTimeout: busyTimeout))
    }

    private func opening(
        compiledStatements: Int, _ busyTimeout: Duration, _ processes: LaneProcesses
    ) -> LaneOpening {
        LaneOpening(
            path: path, policy: policy, compiledStatements: compiledStatements, busyTimeout: busyTimeout,
            processorSeconds: processes.processorSeconds)
    }
}
