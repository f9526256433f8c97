import Testing

/// Runs the cases of a table whose rule we have and says of each other why not.
struct ConformanceReport {
    private(set) var run: [String] = []
    private(set) var skipped: [(id: String, reason: String)] = []

    /// `skip` gives the reason why a case can't be run; `runCase` runs the others.
    init(_ table: String, skip: (ConformanceCase) -> String?, runCase: (ConformanceCase) -> Void) throws {
        for row in try ConformanceTable.read(table).cases {
            if let reason = skip(row) {
                skipped.append((row.id, reason))
            } else {
                runCase(row)
                run.append(row.id)
            }
        }
        print("conformance \(table): \(run.count) run, \(skipped.count) skipped")
        for (id, reason) in skipped { print("  skipped \(id): \(reason)") }
    }

    /// The features a case asks for beyond those that are here.
    static func missing(in row: ConformanceCase, have: Set<String>) -> String? {
        let missing = Set(row.requires ?? []).subtracting(have).sorted()
        return missing.isEmpty ? nil : "we lack \(missing.joined(separator: ", "))"
    }
}
