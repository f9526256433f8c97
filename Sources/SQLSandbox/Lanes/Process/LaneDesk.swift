import CLaneWalls
import ToolRouter

/// What a lane answers to requests: a judge and a connection of its own.
final class LaneDesk {
    private let opening: LaneOpening
    private let canceller: LaneCanceller
    private let control: LaneControl
    private let database: OpenDatabase
    private let judge: Judge

    /// The bytes of rows from which on they are sent before there are more: few enough that the parent reads some while
    /// others are still made.
    private static let batch = 1 << 15

    init(_ opening: LaneOpening, _ canceller: LaneCanceller) {
        self.opening = opening
        judge = Judge(opening.policy)
        self.canceller = canceller
        control = LaneControl(busyTimeout: opening.busyTimeout)
        let begin = ContinuousClock.now
        database = OpenDatabase(
            Opening(
                path: opening.path, policy: opening.policy, compiledBytes: opening.compiledBytes,
                monotonicNow: { ContinuousClock.now - begin }),
            control: control)
    }

    /// Opens the database and tells what came of it. Without it the lane goes on: it may be there later.
    func open(_ send: ([UInt8]) -> Void) {
        toolrouter_lane_allow_processor_time(Int64(opening.processorSeconds))
        control.beginWithoutPatience()
        defer { control.end() }
        var failure: SandboxError?
        do throws(SandboxError) {
            _ = try database.present()
        } catch {
            failure = error
        }
        judge.sees(database)
        var writer = final(.opened)
        writer.optional(failure) { $1.write(to: &$0) }
        send(writer.frame)
    }

    /// Answers one request; an error is one that no pool makes.
    func answer(_ request: consuming WireReader, _ send: ([UInt8]) -> Void) throws(WireReader.Nonsense) {
        let kind = LaneFrame(rawValue: try request.byte())
        let number = try request.number(UInt64.self)
        toolrouter_lane_allow_processor_time(Int64(opening.processorSeconds))
        let cancellation = Cancellation()
        control.begin(cancellation)
        canceller.begin(number, cancellation)
        defer {
            canceller.end()
            control.end()
        }
        switch kind {
        case .judge:
            let now = Timestamp(nanoseconds: try request.number())
            send(verdict(on: try request.text(), at: now).frame)
        case .run:
            let now = Timestamp(nanoseconds: try request.number())
            let sql = try request.text()
            run(sql, with: try request.values(), at: now, send)
        case .dataVersion:
            send(version().frame)
        case .describe:
            send(description().frame)
        default:
            throw WireReader.Nonsense()
        }
    }

    private func final(_ kind: LaneFrame) -> WireWriter {
        var writer = WireWriter(frame: kind)
        LaneSchema(of: database).write(to: &writer)
        return writer
    }

    private func verdict(on sql: String, at now: Timestamp) -> WireWriter {
        switch judge.verdict(on: sql, StatementKey(sql), with: database, at: now) {
        case .success(let statement):
            var writer = final(.approved)
            StatementFacts(statement).write(to: &writer)
            return writer
        case .failure(let refusal):
            var writer = final(.refused)
            refusal.write(to: &writer)
            return writer
        }
    }

    private func version() -> WireWriter {
        let version: DataVersion
        do throws(SQLFailure) {
            version = try database.dataVersion()
        } catch {
            return failed(error)
        }
        judge.sees(database)
        var writer = final(.version)
        writer.text(version.text)
        return writer
    }

    private func description() -> WireWriter {
        do throws(SQLFailure) {
            let tables = try database.readable()
            judge.sees(database)
            var writer = final(.described)
            writer.number(UInt32(tables.count))
            for table in tables { table.write(to: &writer) }
            return writer
        } catch {
            return failed(error)
        }
    }

    private func failed(_ failure: SQLFailure) -> WireWriter {
        var writer = final(.failed)
        failure.write(to: &writer)
        return writer
    }

    private func run(
        _ sql: String, with values: [String: Value], at now: Timestamp, _ send: ([UInt8]) -> Void
    ) {
        withoutActuallyEscaping(send) { send in
            var rows = LeavingRows(batch: Self.batch) { rows in
                var writer = WireWriter(frame: .rows)
                rows.write(to: &writer)
                send(writer.frame)
            }
            do throws(SQLFailure) {
                defer { judge.sees(database) }
                let statement = try approved(sql, at: now)
                let end = try database.read { connection throws(SQLFailure) in
                    try RowReader.read(statement, with: values, on: connection, at: now, into: &rows)
                }
                var writer = final(.finished)
                rows.write(to: &writer)
                writer.texts(end.columns)
                writer.bool(end.isTruncated)
                writer.text(end.clock.rawValue)
                writer.number(end.units)
                send(writer.frame)
            } catch {
                send(failed(error).frame)
            }
        }
    }

    /// The statement as this lane has approved it. Its parent has let it pass; the lane judges for itself.
    private func approved(_ sql: String, at now: Timestamp) throws(SQLFailure) -> ApprovedStatement {
        let key = StatementKey(sql)
        if case .certain(.success(let known)) = judge.memory(of: key) { return known }
        // That a writer keeps the database locked is told otherwise of a run than of a text.
        try database.read { _ throws(SQLFailure) in }
        do throws(SQLRefusal) {
            return try judge.verdict(on: sql, key, with: database, at: now).get()
        } catch {
            throw SQLFailure(changedSince: error)
        }
    }
}
