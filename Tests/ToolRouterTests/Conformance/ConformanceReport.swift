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

extension ConformanceStep {
    /// Checks one asserted field, if it is asserted.
    func check(_ field: String, _ found: ConformanceValue?, in row: ConformanceCase, number: Int) {
        guard let expected = expect[field] else { return }
        #expect(found == expected, "\(row.id), step \(number), \(field)")
    }

    /// Checks each asserted member of an asserted object; nil is for a member that we don't have.
    func checkMembers(_ field: String, in row: ConformanceCase, number: Int, found: (String) -> Int?) {
        for (name, expected) in (expect[field]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            #expect(found(name) == expected.whole, "\(row.id), step \(number), \(field).\(name)")
        }
    }
}
