package import ToolRouter
import ToolRouterFormats

/// Which comparisons with candidates are asked for.
package struct ShadowQuery: Sendable {
    /// From this moment on; nil from the beginning.
    package var since: Timestamp?
    /// Before this moment; nil to the end.
    package var until: Timestamp?
    /// Told of this candidate alone; what holds over several is found out over all. What the planner itself says when it is asked
    /// twice is always told.
    package var candidate: PlannerName?
    /// The share of wrong verdicts that is put up with.
    package var alpha = Ratio(millionths: 50_000)

    package init() {}
}

/// What the records of candidates in an audit store add up to.
package struct ShadowReport: Sendable {
    /// The most candidates that are told apart; a configuration has a few.
    package static let mostCandidates = 1_000

    /// What was asked.
    package let query: ShadowQuery
    /// The candidates that were asked for, by name.
    package let candidates: [ShadowFinding]
    /// How many there are in that time, over which verdicts hold together.
    package let tested: Int
    /// What is missing of that time.
    package let dropped: AuditDropped
    /// The planner itself, asked a second time; nil where it was not.
    package let selfNoise: ShadowRecords?

    /// Adds up the records in the folder at `path`, record by record: what is held in memory are the candidates.
    ///
    /// - Parameter progress: is told how many records were read, and says whether to go on.
    /// - Throws: `AuditFault` for what can't be read, `NoShadowRecords`, `TooManyCandidates`, `CancellationError` when it is
    ///   told to stop.
    package init(_ query: ShadowQuery, of path: String, progress: (Int) -> Bool = { _ in true }) throws {
        self.query = query
        let reader = try AuditRestart.run { attempt throws in try ShadowReader(query, of: path, attempt, progress) }
        var records = reader.records
        let selfNoise = records.removeValue(forKey: .selfNoise)
        self.selfNoise = selfNoise
        dropped = reader.dropped
        let found = records
        let isAnswered = query.candidate.map { $0 == .selfNoise ? selfNoise != nil : found[$0] != nil }
        guard isAnswered ?? (!records.isEmpty || selfNoise != nil) else {
            throw NoShadowRecords(path: path, others: reader.others.union(reader.records.keys).sorted())
        }
        tested = records.count
        let names = records.keys.sorted()
        let all = names.map { records[$0]! }
        let said = FalseDiscoveries.said(all.map(\.discordant.logarithmOfE), alpha: query.alpha)
        candidates = names.indices.filter { query.candidate == nil || query.candidate == names[$0] }.map {
            ShadowFinding(names[$0], all[$0], isSaid: said[$0], alpha: query.alpha)
        }
    }
}

/// There is nothing to report.
package struct NoShadowRecords: Error, CustomStringConvertible {
    let path: String
    /// The candidates that there are records of, outside of what was asked for.
    let others: [PlannerName]

    package var description: String {
        guard others.isEmpty else {
            let names = others.prefix(10).map { Excerpt.of($0.text) }.joined(separator: ", ")
            return
                "\(path): no comparison with a candidate is among what was asked for; there are some with \(names): look at "
                + "another time with --since and --until, or at another --candidate"
        }
        return
            "\(path): no comparison with a candidate; name one under `shadow` in the server's configuration, and let it answer "
            + "some requests"
    }
}

/// Records name more candidates than a configuration has.
package struct TooManyCandidates: Error, CustomStringConvertible {
    package var description: String {
        "there are more than \(ShadowReport.mostCandidates) candidates; look at a shorter time with --since and --until"
    }
}

/// Reads a store once.
private struct ShadowReader {
    private(set) var records: [PlannerName: ShadowRecords] = [:]
    /// Candidates of other times; the first 100.
    private(set) var others: Set<PlannerName> = []
    private(set) var dropped = AuditDropped()
    private var questions = DistinctQuestions()

    init(_ query: ShadowQuery, of path: String, _ attempt: AuditRestart, _ progress: (Int) -> Bool) throws {
        let names = try AuditSegmentName.all(in: path)
        guard !names.isEmpty else { throw AuditFault.noStore(path) }
        var read = 0
        for name in names {
            let segment = try attempt.open(name, in: path)
            _ = try segment.header()
            var failure: (any Error)?
            try segment.forEach { row in
                read += 1
                if read.isMultiple(of: 4_096), !progress(read) { failure = CancellationError() }
                if failure == nil {
                    do { try add(row, of: segment.path, query) } catch { failure = error }
                }
                return failure == nil
            }
            if let failure { throw failure }
        }
    }

    private mutating func add(_ row: AuditRawRow, of path: String, _ query: ShadowQuery) throws {
        let kind = row.text(.kind).flatMap(AuditKind.init(rawValue:))
        guard kind == .shadow || kind == .loss else { return }
        guard let microseconds = row.integer(.at), AuditStored.moments.contains(microseconds) else {
            throw AuditFault(.damaged, path, "record \(row.seq), whose moment can't be read")
        }
        let at = Timestamp(microseconds: microseconds)
        let isInTime = query.since.map { $0 <= at } ?? true && query.until.map { at < $0 } ?? true
        if kind == .loss {
            if isInTime { dropped.add(row) }
            return
        }
        guard let candidate = row.text(.candidate).map({ PlannerName($0) }) else { return }
        guard isInTime else {
            if others.count < 100 { others.insert(candidate) }
            return
        }
        if records[candidate] == nil, records.count == ShadowReport.mostCandidates { throw TooManyCandidates() }
        records[candidate, default: ShadowRecords(at: at)].add(row, at: at, of: candidate, &questions)
    }
}
