import Synchronization

extension SandboxPool {
    /// The tables and views that statements may read, as the lane that looks finds them; remembered while the schema is the same.
    package func readable() async throws(SQLFailure) -> [ReadableTable] {
        _ = try await look()
        if let known = described.tables(under: judge.lastSchema) { return known }
        // Whoever asks at the same time shares the look, and finds what came of it in the same place.
        _ = try await looking.outcome(of: .readable) { [judge, described] database in
            defer { judge.sees(database) }
            do throws(SQLFailure) {
                let tables = try database.readable()
                described.remember(tables, under: database.lastSchema)
                return .success(try database.dataVersion())
            } catch {
                return .failure(error)
            }
        }.get()
        return described.latest
    }
}

/// What may be read of a database, and the schema under which that was found.
final class DescribedSchema: Sendable {
    private let known = Mutex<(schema: SeenSchema?, tables: [ReadableTable])>((nil, []))

    /// What was found last.
    var latest: [ReadableTable] { known.withLock { $0.tables } }

    /// What was found under that schema; nil where nothing was, or there is none.
    func tables(under schema: SeenSchema?) -> [ReadableTable]? {
        guard let schema else { return nil }
        return known.withLock { $0.schema == schema ? $0.tables : nil }
    }

    func remember(_ tables: [ReadableTable], under schema: SeenSchema?) {
        known.withLock { $0 = (schema, tables) }
    }
}
