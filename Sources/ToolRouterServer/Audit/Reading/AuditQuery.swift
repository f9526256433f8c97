package import ToolRouter
import ToolRouterFormats

/// What is asked of an audit store: which records, and by what they are added up.
package struct AuditQuery: Sendable {
    /// By what records can be grouped; moments are in UTC.
    package enum Key: String, CaseIterable, Sendable {
        case hour, day, month
        case kind, tenant, user, model, tool, outcome, code, source, planner, candidate
    }

    /// From this moment on; nil from the beginning.
    package var since: Timestamp?
    /// Before this moment; nil to the end.
    package var until: Timestamp?
    /// Of this tenant alone.
    package var tenant: String?
    /// Of this model alone: of a record, the part that it is responsible for.
    package var model: String?
    /// By what they are grouped, in order; nothing makes one group of all.
    package var keys: [Key] = []

    package init() {}
}

/// What came of a query.
package struct AuditReport: Sendable {
    /// The most groups that are kept.
    package static let mostGroups = 100_000

    /// What was asked.
    package let query: AuditQuery
    /// What each group adds up to, in the order of their keys; a key that a record does not have is nil.
    package private(set) var groups: [(keys: [String?], sums: AuditSums)] = []
    /// What all records add up to. A record that two models are part of is counted once here, and in each model's group.
    package private(set) var total = AuditSums()

    /// Adds up the records in the folder at `path`, record by record: what is held in memory are the groups.
    ///
    /// - Parameter progress: is told how many records were read, and says whether to go on.
    /// - Throws: `AuditFault` for what can't be read, `TooManyAuditGroups`, `CancellationError` when it is told to stop.
    package init(_ query: AuditQuery, of path: String, progress: (Int) -> Bool = { _ in true }) throws {
        self.query = query
        let grouping = try AuditRestart.run { attempt throws in
            try Self.read(query, of: path, attempt, progress)
        }
        total = grouping.total
        groups = grouping.sorted
    }

    private static func read(
        _ query: AuditQuery, of path: String, _ attempt: AuditRestart, _ progress: (Int) -> Bool
    ) throws -> AuditGrouping {
        let names = try AuditSegmentName.all(in: path)
        guard !names.isEmpty else {
            throw AuditFault.noStore(path)
        }
        var grouping = AuditGrouping(query)
        var read = 0
        for name in names {
            let reader = try attempt.open(name, in: path)
            _ = try reader.header()
            guard try !query.passesOver(reader.seal()) else { continue }
            var failure: (any Error)?
            try reader.forEach { row in
                read += 1
                if read.isMultiple(of: 4_096), !progress(read) { failure = CancellationError() }
                if failure == nil {
                    do {
                        try grouping.add(row, of: reader.path)
                    } catch {
                        failure = error
                    }
                }
                return failure == nil
            }
            if let failure { throw failure }
        }
        return grouping
    }
}

/// A query would need more groups than are kept.
package struct TooManyAuditGroups: Error, CustomStringConvertible {
    package var description: String {
        "there are more than \(AuditReport.mostGroups) groups; group by less, or look at a shorter time with --since and --until"
    }
}

extension AuditQuery {
    /// Whether none of the records of a sealed segment can be asked for.
    func passesOver(_ seal: AuditSeal?) -> Bool {
        guard let seal else { return false }
        guard let earliest = seal.earliest, let latest = seal.latest else { return true }
        return since.map { latest < $0 } ?? false || until.map { earliest >= $0 } ?? false
    }
}

/// Adds up records by their keys.
struct AuditGrouping {
    private let query: AuditQuery
    private let since: Int64
    private let until: Int64
    private let isByModel: Bool
    /// Whether groups tell records of candidates from others.
    private let namesKinds: Bool
    private(set) var total = AuditSums()
    private var groups: [[GroupText?]: AuditSums] = [:]
    /// The text of the last hour, of which there are many records.
    private var hour: (number: Int64, text: String) = (.min, "")

    init(_ query: AuditQuery) {
        self.query = query
        since = query.since?.microseconds ?? .min
        until = query.until?.microseconds ?? .max
        namesKinds = query.keys.contains(.kind) || query.keys.contains(.candidate)
        isByModel = query.model != nil || query.keys.contains(.model)
    }

    /// The groups in the order of their keys; what has no key comes first.
    var sorted: [(keys: [String?], sums: AuditSums)] {
        groups.sorted { left, right in
            for (left, right) in zip(left.key, right.key) where left != right {
                guard let left, let right else { return left == nil }
                return left < right
            }
            return false
        }.map { ($0.key.map { $0?.text }, $0.value) }
    }

    mutating func add(_ row: AuditRawRow, of path: String) throws {
        guard let at = row.integer(.at), AuditStored.moments.contains(at) else {
            throw AuditFault(.damaged, path, "record \(row.seq), whose moment can't be read")
        }
        guard since <= at, at < until else { return }
        if let tenant = query.tenant.map(GroupText.init), row.text(.tenant).map(GroupText.init) != tenant { return }
        guard var whole = AuditShare(row), var shares = isByModel ? AuditShare.byModel(row) : [whole] else {
            throw AuditFault(.damaged, path, "record \(row.seq), whose tokens or costs can't be read")
        }
        if let model = query.model.map(GroupText.init) {
            shares.removeAll { $0.model.map(GroupText.init) != model }
            guard let first = shares.first else { return }
            whole = shares.dropFirst().reduce(first, +)
        }
        total.count(row)
        total.add(whole)
        // What of a record falls into one group is one: a record is counted once in each.
        var parts: [(keys: [GroupText?], share: AuditShare)] = []
        for share in shares {
            let keys = query.keys.map { text($0, row, share, at).map(GroupText.init) }
            if let index = parts.firstIndex(where: { $0.keys == keys }) {
                parts[index].share = parts[index].share + share
            } else {
                parts.append((keys, share))
            }
        }
        for (keys, share) in parts {
            if groups[keys] == nil, groups.count == AuditReport.mostGroups { throw TooManyAuditGroups() }
            groups[keys, default: AuditSums()].add(share)
            groups[keys]?.count(row)
        }
    }

    private mutating func text(
        _ key: AuditQuery.Key, _ row: AuditRawRow, _ share: AuditShare, _ at: Int64
    ) -> String? {
        switch key {
        case .hour: hour(at)
        case .day: String(hour(at).prefix(10))
        case .month: String(hour(at).prefix(7))
        case .kind: row.text(.kind)
        case .tenant: row.text(.tenant)
        case .user: row.text(.user)
        case .model: share.model
        case .tool: row.text(.tool)
        case .outcome: isApart(row) ? nil : row.text(.outcome)
        case .code: row.text(.code)
        case .source: row.text(.source)
        case .planner: isApart(row) ? nil : row.text(.planner)
        case .candidate: row.text(.candidate)
        }
    }

    /// Whether it is a candidate's: what one spends is not the spending of the planner that it is compared with, nor is how far
    /// the comparison came an answer's outcome. Where a group says whose it is, it says these, too.
    private func isApart(_ row: AuditRawRow) -> Bool {
        !namesKinds && row.text(.kind) == AuditKind.shadow.rawValue
    }

    /// The hour of a moment: `2026-11-20T09`.
    private mutating func hour(_ at: Int64) -> String {
        let number = at >= 0 ? at / 3_600_000_000 : (at + 1) / 3_600_000_000 - 1
        if hour.number != number {
            hour = (number, String(RFC3339.text(Timestamp(microseconds: number * 3_600_000_000)).prefix(13)))
        }
        return hour.text
    }
}

/// A key as a group has it: texts are their bytes.
private struct GroupText: Identifier {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}
