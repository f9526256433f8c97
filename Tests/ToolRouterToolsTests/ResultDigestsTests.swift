import Testing
import ToolRouter
import ToolRouterTools

@Suite struct ResultDigestsTests {
    private static let results: [(name: String, result: ResultSet)] = [
        ("no rows", ResultSet(columns: ["a"], rows: [])),
        ("a row without values", ResultSet(columns: [], rows: [[]])),
        (
            "each kind of value",
            ResultSet(
                columns: ["a"],
                rows: [
                    [.null, .integer(-7), .real(1.5), .real(-0.0), .text("é"), .text(""), .blob([0, 255]), .blob([])]
                ])
        ),
        ("text that is a number", ResultSet(columns: ["a"], rows: [[.text("1")]])),
        ("that number", ResultSet(columns: ["a"], rows: [[.integer(1)]])),
        ("the same as a real", ResultSet(columns: ["a"], rows: [[.real(1)]])),
        ("in order", ResultSet(columns: ["a"], rows: [[.integer(1)], [.integer(2)]])),
        ("in another order", ResultSet(columns: ["a"], rows: [[.integer(2)], [.integer(1)]])),
        ("cut short", ResultSet(columns: ["a"], rows: [[.integer(1)], [.integer(2)]], isTruncated: true)),
        ("as large as is remembered", ResultSet(columns: ["a"], rows: [[.text(String(repeating: "x", count: 4_086))]])),
        (
            "too large to be remembered",
            ResultSet(columns: ["a"], rows: [[.text(String(repeating: "x", count: 4_087))]])
        ),
        ("very large", ResultSet(columns: ["a"], rows: Array(repeating: [.text("0123456789")], count: 20_000))),
    ]

    @Test func `what is remembered is the digest, whatever came before`() {
        var digests = ResultDigests()
        // Twice, so that each is remembered once; backwards, too, so that each comes after another one.
        for row in Self.results + Self.results + Self.results.reversed() {
            for orderMatters in [true, false] {
                let expected = ResultDigest(row.result, orderMatters: orderMatters)
                #expect(digests.digest(of: row.result, orderMatters: orderMatters) == expected, "\(row.name)")
            }
        }
    }

    @Test func `more results than are remembered have their digests, too`() {
        var digests = ResultDigests()
        for round in 0..<2 {
            for number in 0..<9_000 {
                let result = ResultSet(columns: ["n"], rows: [[.integer(Int64(number))]])
                guard number.isMultiple(of: 500) else {
                    _ = digests.digest(of: result, orderMatters: true)
                    continue
                }
                #expect(
                    digests.digest(of: result, orderMatters: true) == ResultDigest(result, orderMatters: true),
                    "\(round) \(number)")
            }
        }
    }

    @Test func `rows in order are their own bag`() {
        let sorted = ResultDigest(Self.results[6].result, orderMatters: true)
        let unsorted = ResultDigest(Self.results[7].result, orderMatters: true)
        #expect(sorted.ordered == sorted.bag)
        #expect(unsorted.ordered != unsorted.bag)
        #expect(unsorted.bag == sorted.bag)
    }
}
