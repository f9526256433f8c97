/// The faults that a check finds in files: it goes on where a replay would end.
package struct FileFaults {
    /// How many faults of one file are kept; the rest is counted.
    package static let mostOfFile = 100

    /// The faults, in the order they were found.
    package private(set) var all: [FileError] = []
    private var counts: [String: Int] = [:]

    package init() {}

    /// Whether there are none.
    package var isEmpty: Bool { all.isEmpty }

    /// Takes another one.
    package mutating func add(_ fault: FileError) {
        counts[fault.path, default: 0] += 1
        if counts[fault.path]! <= Self.mostOfFile { all.append(fault) }
    }

    /// Takes several.
    package mutating func add(_ faults: [FileError]) {
        for fault in faults { add(fault) }
    }

    /// Takes all that others have, and what they only count.
    package mutating func add(_ others: FileFaults) {
        add(others.all)
        for (path, count) in others.omitted { counts[path]! += count }
    }

    /// What `body` gives; nil when it finds a fault in what it reads, which is taken.
    package mutating func collecting<Result>(_ body: () throws -> Result) throws -> Result? {
        do {
            return try body()
        } catch let fault as FileError where !fault.isOutput {
            add(fault)
            return nil
        }
    }

    /// The files with more faults than are kept, sorted, and how many more.
    package var omitted: [(path: String, count: Int)] {
        counts.filter { $0.value > Self.mostOfFile }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value - Self.mostOfFile) }
    }
}
