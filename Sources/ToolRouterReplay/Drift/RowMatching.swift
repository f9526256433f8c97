/// A row whose cells are the same by their bytes, and not as Swift compares texts.
struct CellRow: Hashable {
    /// Its values.
    let cells: [String]
    private let bytes: [[UInt8]]

    init(_ cells: [String]) {
        self.cells = cells
        bytes = cells.map { Array($0.utf8) }
    }

    static func == (left: CellRow, right: CellRow) -> Bool { left.bytes == right.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// The places of the cells that differ from those of a row as long.
    func differences(from other: CellRow) -> [Int] { bytes.indices.filter { bytes[$0] != other.bytes[$0] } }
}

/// Which row of one result is which row of another.
struct RowMatching {
    private let before: [CellRow]
    private let now: [CellRow]
    /// The place in `now` of each row of `before` that is there, unchanged or, by `changed`, with other cells.
    private var partners: [Int: Int]
    /// The places in `before` of rows whose partners have other cells.
    private(set) var changed: [Int] = []
    /// The places in `before` of rows without a partner.
    private(set) var removed: [Int]
    /// The places in `now` of rows without a partner.
    private(set) var added: [Int]

    private init(_ before: [CellRow], _ now: [CellRow], same: [Int: Int]) {
        (self.before, self.now, partners) = (before, now, same)
        removed = before.indices.filter { same[$0] == nil }
        let taken = Set(same.values)
        added = now.indices.filter { !taken.contains($0) }
    }

    /// Both compared in order.
    static func list(_ before: [CellRow], _ now: [CellRow]) -> RowMatching {
        var (removed, added): (Set<Int>, Set<Int>) = ([], [])
        for change in now.difference(from: before) {
            switch change {
            case .remove(let place, _, _): removed.insert(place)
            case .insert(let place, _, _): added.insert(place)
            }
        }
        let same = zip(before.indices.filter { !removed.contains($0) }, now.indices.filter { !added.contains($0) })
        return RowMatching(before, now, same: Dictionary(uniqueKeysWithValues: same))
    }

    /// Both compared as bags.
    static func bag(_ before: [CellRow], _ now: [CellRow]) -> RowMatching {
        var places: [CellRow: [Int]] = [:]
        for (place, row) in now.enumerated().reversed() { places[row, default: []].append(place) }
        var same: [Int: Int] = [:]
        for (place, row) in before.enumerated() { same[place] = places[row]?.popLast() }
        return RowMatching(before, now, same: same)
    }

    /// Whether each row of both has its like in the other.
    var isComplete: Bool { changed.isEmpty && removed.isEmpty && added.isEmpty }

    /// Pairs rows without a like that are likely the same one, changed: those that share the most cells first, and at
    /// least half of them.
    mutating func pairChangedRows() {
        var candidates: [(shared: Int, before: Int, now: Int)] = []
        for place in removed {
            for other in added where before[place].cells.count == now[other].cells.count {
                let count = before[place].cells.count
                let shared = count - before[place].differences(from: now[other]).count
                // One cell that is all there is on both sides is that cell, changed.
                let isTheOnlyCell = count == 1 && removed.count == 1 && added.count == 1
                if 2 * shared >= count || isTheOnlyCell { candidates.append((shared, place, other)) }
            }
        }
        candidates.sort { ($1.shared, $0.before, $0.now) < ($0.shared, $1.before, $1.now) }
        var taken: Set<Int> = []
        for candidate in candidates where partners[candidate.before] == nil && !taken.contains(candidate.now) {
            partners[candidate.before] = candidate.now
            taken.insert(candidate.now)
            changed.append(candidate.before)
        }
        changed.sort()
        removed.removeAll { partners[$0] != nil }
        added.removeAll { taken.contains($0) }
    }

    /// The rows of both, each added one before the first unchanged row that it precedes.
    var rows: [TableDiff.Row] {
        var rows: [TableDiff.Row] = []
        var waiting = added[...]
        let changed = Set(changed)
        for (place, row) in before.enumerated() {
            guard let partner = partners[place] else {
                rows.append(.removed(row.cells))
                continue
            }
            if changed.contains(place) {
                let cells = row.differences(from: now[partner])
                rows.append(.changed(before: row.cells, now: now[partner].cells, cells: cells))
                continue
            }
            while let next = waiting.first, next < partner {
                rows.append(.added(now[next].cells))
                waiting.removeFirst()
            }
            rows.append(.same(row.cells))
        }
        return rows + waiting.map { .added(now[$0].cells) }
    }
}
