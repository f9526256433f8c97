import Synchronization
import ToolRouter

/// Judges texts on the connections that it is lent, and remembers what came of it, up to a bound.
///
/// An approval is remembered as long as nobody has seen another schema, a refusal as long as there is none: what is refused
/// for good reasons may be allowed by now, while a run never trusts an approval of another schema. Remembering and looking
/// up take a lock of their own, which nobody holds while compiling.
final class Judge: Sendable {
    typealias Verdict = Result<ApprovedStatement, SQLRefusal>

    /// The bytes of verdicts that are remembered: some 10,000 on usual texts.
    private static let remembered = 16 << 20

    private let approver: Approver
    private let state = Mutex(State())

    private struct State {
        var memo = Memo<StatementKey, (verdict: Verdict, epoch: Int)>(bytes: remembered)
        /// The schema that was seen last, and how many there were before it.
        var schema: SeenSchema?
        var epoch = 0

        mutating func see(_ seen: SeenSchema?) {
            guard seen != schema else { return }
            schema = seen
            epoch += 1
        }
    }

    /// Judges for whoever runs statements by this policy.
    init(_ policy: SandboxPolicy) {
        approver = Approver(longestValues: policy.limits.statementBytes)
    }

    /// What is remembered of a text.
    enum Memory {
        /// It holds.
        case certain(Verdict)
        /// It holds if there is no other schema by now.
        case doubtful
        /// There is nothing.
        case unknown
    }

    /// The schema that was seen last.
    var lastSchema: SeenSchema? { state.withLock { $0.schema } }

    /// What is remembered of a text.
    func memory(of key: StatementKey) -> Memory {
        guard let (verdict, isLast) = recall(key) else { return .unknown }
        if isLast, case .success = verdict { return .certain(verdict) }
        return .doubtful
    }

    /// What is remembered of a text under the schema that was seen last.
    func verdict(underLastSchema key: StatementKey) -> Verdict? {
        guard let (verdict, isLast) = recall(key), isLast else { return nil }
        return verdict
    }

    private func recall(_ key: StatementKey) -> (Verdict, isLast: Bool)? {
        state.withLock { state in state.memo.value(for: key).map { ($0.verdict, $0.epoch == state.epoch) } }
    }

    /// Takes note of the schema that `database` has, if that is the present one; of none when it can't be opened.
    func sees(_ database: any SchemaWitness) {
        guard database.knowsPresentSchema else { return }
        state.withLock { $0.see(database.lastSchema) }
    }

    /// The verdict on `sql` under the present schema, remembered or new. While a writer keeps the database locked, the schema
    /// that was seen last counts; a connection that does not know it is `busy`. That, and a database that can't be read, is
    /// no verdict on the text.
    func verdict(on sql: String, _ key: StatementKey, with database: OpenDatabase, at now: Timestamp) -> Verdict {
        defer { sees(database) }
        let isKnown = recall(key) != nil
        do throws(SQLRefusal) {
            return .success(
                try database.read(looks: isKnown) { connection throws(SQLRefusal) in
                    if isKnown {
                        connection.lookAtSchema()
                        guard connection.isPresent else {
                            throw SQLRefusal(unavailable: "the file has been replaced")
                        }
                        sees(database)
                        if let known = verdict(underLastSchema: key) { return try known.get() }
                    }
                    let verdict = judge(sql, on: connection, at: now)
                    sees(database)
                    guard remember(verdict, for: key, under: database.lastSchema) || database.knowsPresentSchema else {
                        throw Self.newSchemaIsLocked
                    }
                    return try verdict.get()
                })
        } catch {
            return .failure(error)
        }
    }

    /// The verdict on `sql` that `lane`, another process, has come to under the schema that it knows.
    func takes(
        _ found: Result<StatementFacts, SQLRefusal>, on sql: String, _ key: StatementKey, from lane: any SchemaWitness
    ) -> Verdict {
        sees(lane)
        let verdict = found.map { ApprovedStatement(sql, judgedByLane: $0, by: approver) }
        guard remember(verdict, for: key, under: lane.lastSchema) || lane.knowsPresentSchema else {
            return .failure(Self.newSchemaIsLocked)
        }
        return verdict
    }

    private static let newSchemaIsLocked = SQLRefusal(
        SQLFailure(.busy, "a writer keeps the database locked, and its schema is new"))

    private func judge(_ sql: String, on connection: Connection, at now: Timestamp) -> Verdict {
        do throws(SQLRefusal) {
            let compiled = try StatementGuard.judge(sql, on: connection, at: now)
            let approved = ApprovedStatement(sql, compiled: compiled, by: approver)
            connection.keep(compiled, for: approved)
            return .success(approved)
        } catch {
            if error.mayPass { connection.releaseMemory() }
            return .failure(error)
        }
    }

    /// Remembers a verdict if it was made under the schema that was seen last; false when it was not.
    private func remember(_ verdict: Verdict, for key: StatementKey, under schema: SeenSchema?) -> Bool {
        state.withLock { state in
            guard state.schema == schema else { return false }
            if case .failure(let refusal) = verdict, refusal.mayPass || refusal.code == .tooLong { return true }
            state.memo.remember((verdict, state.epoch), for: key, bytes: key.bytes + verdict.bytes)
            return true
        }
    }

    /// Traps unless this judge approved the statement.
    func requireApproval(of statement: ApprovedStatement) {
        precondition(statement.approver === approver, "another sandbox approved this statement: \(statement.sql)")
    }
}

extension Judge.Verdict {
    /// What it takes where verdicts are remembered.
    fileprivate var bytes: Int {
        switch self {
        case .success(let statement): statement.bytes
        case .failure(let refusal): refusal.bytes
        }
    }
}

/// A SQL text as a key: its bytes, since two texts that Unicode holds for equal can mean different things.
struct StatementKey: Hashable, Sendable {
    private let sql: String

    init(_ sql: String) {
        self.sql = sql
    }

    /// What it takes where texts are remembered.
    var bytes: Int { sql.utf8.count }

    static func == (left: StatementKey, right: StatementKey) -> Bool {
        left.sql.hasSameBytes(as: right.sql)
    }

    func hash(into hasher: inout Hasher) {
        var sql = sql
        sql.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
