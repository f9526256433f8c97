import CLaneWalls
import Glibc
import ToolRouter

/// A lane's database in a process of its own, which judges and runs for it; a new one takes the place of one that dies.
/// Use it on one thread at a time.
final class LaneProcess: LaneDatabase {
    private(set) var lastSchema: SeenSchema?
    private(set) var knowsPresentSchema = false

    private let opening: LaneOpening
    private let processes: LaneProcesses
    private let costly: CostlyTexts
    private let keeper: FileKeeper
    private let place: LaneRoll.Place
    private let bell: Int32
    private var child: LaneChild? {
        didSet { place.takes(child?.process) }
    }
    private var cancellation: Cancellation?
    private var number: UInt64 = 0

    /// How long opening the database may take, which waits for no writer: a large schema is read in some 100 ms.
    private static let openingTime = Duration.seconds(10)

    /// Starts no process yet.
    init(
        _ opening: LaneOpening, _ processes: LaneProcesses, costly: CostlyTexts, keeper: FileKeeper,
        at place: LaneRoll.Place
    ) {
        self.opening = opening
        self.processes = processes
        self.costly = costly
        self.keeper = keeper
        self.place = place
        bell = toolrouter_bell_make()
        precondition(bell >= 0, "no descriptor is left for a lane: \(errno)")
    }

    deinit {
        place.takes(nil)
        Glibc.close(bell)
    }

    func begin(_ cancellation: Cancellation) {
        self.cancellation = cancellation
    }

    func end() {
        cancellation = nil
    }

    func close() {
        child = nil
    }

    func prepare() {
        // Whoever needs it next learns why there is none.
        _ = try? present()
    }

    /// Starts a process where there is none, which opens the database.
    func open() throws(SandboxError) {
        let error: SandboxError?
        do throws(LaneEnd) {
            error = try present()
        } catch {
            throw SandboxError(
                opening.path, .unreadable, error.detail, remedy: "see whether the database and the program are whole")
        }
        if let error { throw error }
    }

    /// Makes sure that there is a process; why it has not opened the database, if it was started just now.
    @discardableResult
    private func present() throws(LaneEnd) -> SandboxError? {
        if child?.isReady == true { return nil }
        child = nil
        knowsPresentSchema = false
        do throws(LaneNotStarted) {
            // Rows end with the first that exceeds the budget; a value has a length, and SQLite's limits bound the names.
            let started = try LaneChild(
                processes.executable, largestFrame: opening.resultBytes + 16 << 20)
            try keeper.serve(started)
            child = started
        } catch {
            throw LaneEnd(.notStarted, error.detail)
        }
        var found: SandboxError?
        var writer = frame(.open)
        writer.text(opening.text)
        try exchange(writer, patience: Self.openingTime, isOpening: true) {
            (kind, reader) throws(WireReader.Nonsense) in
            guard kind == .opened else { throw WireReader.Nonsense() }
            found = try reader.optional { reader throws(WireReader.Nonsense) in try SandboxError(from: &reader) }
        }
        return found
    }

    func verdict(on sql: String, _ key: StatementKey, by judge: Judge, at now: Timestamp) -> Judge.Verdict {
        do throws(LaneEnd) {
            try present()
        } catch {
            return .failure(SQLRefusal(unavailable: error.detail))
        }
        place.works(on: sql)
        defer { place.works(on: nil) }
        var found: Result<StatementFacts, SQLRefusal>?
        do throws(LaneEnd) {
            try exchange(statement(.judge, sql, at: now), patience: processes.judgingTime) {
                (kind, reader) throws(WireReader.Nonsense) in
                found =
                    switch kind {
                    case .approved: .success(try StatementFacts(from: &reader))
                    case .refused: .failure(try SQLRefusal(from: &reader))
                    default: throw WireReader.Nonsense()
                    }
            }
        } catch {
            if error.cause == .cancelled { return .failure(SQLRefusal(SQLFailure(error))) }
            let refusal = SQLRefusal(
                .tooComplex, detail: "a lane that judged it was lost: \(error.detail)",
                hint: "ask for less in one statement",
                mayPass: true)
            if error.isStatementsDoing { costly.noteEndOfLane(refusal, of: key, at: Moments.now) }
            return .failure(refusal)
        }
        return judge.takes(found!, on: sql, key, from: self)
    }

    func run(
        _ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp
    ) throws(SQLFailure) -> StatementResult {
        do throws(LaneEnd) {
            try present()
        } catch {
            throw SQLFailure(error)
        }
        place.works(on: statement.sql)
        defer { place.works(on: nil) }
        // What compiling, waiting and running may take, if there is a bound; who cancels the run needs none.
        let patience = opening.policy.budget.time.map {
            $0 + processes.judgingTime + opening.busyTimeout + processes.grace
        }
        var request = self.statement(.run, statement.sql, at: now)
        request.values(values, of: statement.parameters)
        var rows = ArrivingRows(opening.policy.budget)
        var result: Result<StatementResult, SQLFailure>?
        do throws(LaneEnd) {
            try exchange(request, patience: patience) {
                (kind, reader) throws(WireReader.Nonsense) in
                switch kind {
                case .rows: try rows.take(&reader)
                case .finished: result = .success(try rows.finish(&reader))
                case .failed: result = .failure(try SQLFailure(from: &reader))
                default: throw WireReader.Nonsense()
                }
            }
        } catch {
            if error.isStatementsDoing {
                let refusal = SQLRefusal(
                    .tooComplex, detail: "a lane that ran it was lost lately: \(error.detail)",
                    hint: "ask for less in one statement", mayPass: true)
                costly.noteEndOfLane(refusal, of: StatementKey(statement.sql), at: Moments.now)
            }
            throw SQLFailure(error)
        }
        return try result!.get()
    }

    func dataVersion() throws(SQLFailure) -> DataVersion {
        let version: Result<DataVersion, SQLFailure>
        do throws(LaneEnd) {
            version = try lookAtVersion(triesAgain: true)
        } catch {
            throw SQLFailure(error)
        }
        return try version.get()
    }

    private func lookAtVersion(triesAgain: Bool) throws(LaneEnd) -> Result<DataVersion, SQLFailure> {
        do throws(LaneEnd) {
            try present()
            return try lookAtVersion()
        } catch {
            // No statement is at fault, so that a new lane may find what the last one did not.
            guard triesAgain, error.cause != .cancelled else { throw error }
            return try lookAtVersion(triesAgain: false)
        }
    }

    private func lookAtVersion() throws(LaneEnd) -> Result<DataVersion, SQLFailure> {
        var result: Result<DataVersion, SQLFailure>?
        try exchange(frame(.dataVersion), patience: processes.judgingTime) {
            (kind, reader) throws(WireReader.Nonsense) in
            result =
                switch kind {
                case .version: .success(DataVersion(text: try reader.text()))
                case .failed: .failure(try SQLFailure(from: &reader))
                default: throw WireReader.Nonsense()
                }
        }
        return result!
    }

    func readable() throws(SQLFailure) -> [ReadableTable] {
        var result: Result<[ReadableTable], SQLFailure>?
        do throws(LaneEnd) {
            try present()
            try exchange(frame(.describe), patience: processes.judgingTime) {
                (kind, reader) throws(WireReader.Nonsense) in
                switch kind {
                case .described:
                    let count = Int(try reader.number(UInt32.self))
                    // No list is longer, whatever the other side says.
                    guard count <= ReadableTable.most else { throw WireReader.Nonsense() }
                    var tables: [ReadableTable] = []
                    for _ in 0..<count { tables.append(try ReadableTable(from: &reader)) }
                    result = .success(tables)
                case .failed: result = .failure(try SQLFailure(from: &reader))
                default: throw WireReader.Nonsense()
                }
            }
        } catch {
            throw SQLFailure(error)
        }
        return try result!.get()
    }

    /// The beginning of the next request.
    private func frame(_ kind: LaneFrame) -> WireWriter {
        number += 1
        var writer = WireWriter(frame: kind)
        writer.number(number)
        return writer
    }

    /// The request for what a statement is to be judged or run for.
    private func statement(_ kind: LaneFrame, _ sql: String, at now: Timestamp) -> WireWriter {
        var writer = frame(kind)
        writer.number(now.nanoseconds)
        writer.text(sql)
        return writer
    }

    /// Sends a request and takes what is answered, frame by frame until the final one.
    ///
    /// - Parameters:
    ///   - patience: how long the lane may take, if there is a bound.
    ///   - isOpening: whether nobody can cancel it, and whatever is said of the schema is new.
    private func exchange(
        _ request: WireWriter, patience: Duration?, isOpening: Bool = false,
        _ take: (LaneFrame, inout WireReader) throws(WireReader.Nonsense) -> Void
    ) throws(LaneEnd) {
        let child = child!
        var watch = LaneWatch(child, patience: patience, grace: processes.grace)
        let cancellation = isOpening ? nil : cancellation
        cancellation?.beginWaiting(on: bell)
        defer {
            cancellation?.endStepping()
            if cancellation?.isRequested == true { toolrouter_bell_silence(bell) }
        }
        do throws(LaneEnd) {
            var unsent: [UInt8]? = request.frame
            while true {
                if cancellation?.isRequested == true, watch.cancel() { child.cancel(number) }
                let event: LaneChild.Event
                if let frame = unsent {
                    // Rung in the middle of it, the rest is still to be sent.
                    guard let found = child.send(frame, until: watch.end) else {
                        unsent = nil
                        continue
                    }
                    event = found
                } else {
                    event = child.next(until: watch.end, orRung: bell)
                }
                switch event {
                case .bell: continue
                case .timeout: throw watch.ending
                case .gone:
                    let words = child.end()
                    throw LaneEnd(.died, "its process has died: \(words)", isStatementsDoing: !child.lackedFiles)
                case .nonsense: throw .nonsense
                case .frame(let kind, let bytes):
                    if try self.take(kind, bytes, take) { return }
                }
            }
        } catch {
            child.end()
            self.child = nil
            knowsPresentSchema = false
            throw error
        }
    }

    /// Takes one frame; true when it is the final one.
    private func take(
        _ kind: LaneFrame, _ bytes: UnsafeRawBufferPointer,
        _ take: (LaneFrame, inout WireReader) throws(WireReader.Nonsense) -> Void
    ) throws(LaneEnd) -> Bool {
        do throws(WireReader.Nonsense) {
            var reader = WireReader(bytes)
            if kind.isFinal {
                let schema = try LaneSchema(from: &reader)
                lastSchema = schema.last
                knowsPresentSchema = schema.isPresent
            }
            try take(kind, &reader)
            try reader.end()
            return kind.isFinal
        } catch {
            throw .nonsense
        }
    }
}
