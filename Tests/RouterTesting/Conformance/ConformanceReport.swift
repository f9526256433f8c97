/// Runs the cases of a table whose rule we have and says of each other why not.
package struct ConformanceReport {
    /// The names of those that were run.
    package private(set) var run: [String] = []
    /// Those that were not, each with the reason.
    package private(set) var skipped: [(id: String, reason: String)] = []

    /// `skip` gives the reason why a case can't be run; `runCase` runs the others.
    package init(
        _ table: String, skip: (ConformanceCase) -> String?, runCase: (ConformanceCase) async throws -> Void
    ) async throws {
        for row in try ConformanceTable.read(table).cases {
            if let reason = skip(row) {
                skipped.append((row.id, reason))
            } else {
                try await runCase(row)
                run.append(row.id)
            }
        }
        print("conformance \(table): \(run.count) run, \(skipped.count) skipped")
        for (id, reason) in skipped { print("  skipped \(id): \(reason)") }
    }

    /// The features a case asks for beyond those that are here.
    package static func missing(in row: ConformanceCase, have: Set<String>) -> String? {
        let missing = Set(row.requires ?? []).subtracting(have).sorted()
        return missing.isEmpty ? nil : "we lack \(missing.joined(separator: ", "))"
    }
}
