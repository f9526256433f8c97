import Testing
import ToolRouter
import ToolRouterReplay

/// Tables are written as text: rows by `/`, values by blanks; numbers become integers, `-` becomes NULL.
private func result(_ text: String, truncated: Bool = false) -> ResultSet {
    let rows = text.isEmpty ? [] : text.split(separator: "/").map { $0.split(separator: " ").map(value) }
    return ResultSet(columns: (rows.first ?? []).indices.map { "c\($0)" }, rows: rows, isTruncated: truncated)
}

private func value(_ text: Substring) -> Value {
    if text == "-" { return .null }
    return Int64(text).map(Value.integer) ?? .text(String(text))
}

@Suite struct ResultComparisonTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let left: String
        let right: String
        let strictBag: Bool
        let strictList: Bool
        let spiderBag: Bool
        let spiderList: Bool
        var testDescription: String { name }

        init(_ name: String, _ left: String, _ right: String, _ strict: (Bool, Bool), _ spider: (Bool, Bool)) {
            self.name = name
            self.left = left
            self.right = right
            (strictBag, strictList) = strict
            (spiderBag, spiderList) = spider
        }
    }

    @Test(arguments: [
        Row("same rows", "1 a / 2 b", "1 a / 2 b", (true, true), (true, true)),
        Row("rows in other order", "1 a / 2 b", "2 b / 1 a", (true, false), (true, false)),
        Row("columns in other order", "1 a / 2 b", "a 1 / b 2", (false, false), (true, true)),
        Row("rows and columns in other order", "1 a / 2 b", "b 2 / a 1", (false, false), (true, false)),
        Row("values of two rows swapped", "1 a / 2 b", "1 b / 2 a", (false, false), (false, false)),
        Row("one row more often", "1 / 1 / 2", "1 / 2 / 2", (false, false), (false, false)),
        Row("one row less", "1 / 1", "1", (false, false), (false, false)),
        Row("one column more", "1 1", "1", (false, false), (false, false)),
        Row("identical columns", "1 1 2 / 3 3 4", "2 1 1 / 4 3 3", (false, false), (true, true)),
        Row("both empty", "", "", (true, true), (true, true)),
        Row("one empty", "", "1", (false, false), (false, false)),
        Row("NULL is NULL", "- 1", "1 -", (false, false), (true, true)),
        Row("columns with the same bag of values", "1 2 / 2 1 / 3 3", "2 1 / 1 2 / 3 3", (true, false), (true, true)),
    ])
    func `strict keeps columns in order, spider permutes them, lists keep rows in order`(_ row: Row) {
        let left = result(row.left)
        let right = result(row.right)
        #expect(ResultComparison.strict(left, right, orderMatters: false) == row.strictBag)
        #expect(ResultComparison.strict(left, right, orderMatters: true) == row.strictList)
        #expect(ResultComparison.spider(left, right, orderMatters: false) == row.spiderBag)
        #expect(ResultComparison.spider(left, right, orderMatters: true) == row.spiderList)
        #expect(ResultComparison.spider(right, left, orderMatters: false) == row.spiderBag, "other way round")
    }

    @Test func `column names and the column count of an empty result do not matter`() {
        let named = ResultSet(columns: ["a", "b"], rows: [])
        let other = ResultSet(columns: ["x"], rows: [])
        for orderMatters in [false, true] {
            #expect(ResultComparison.strict(named, other, orderMatters: orderMatters))
            #expect(ResultComparison.spider(named, other, orderMatters: orderMatters))
        }
    }

    @Test func `a whole real and its integer are the same value under either comparison`() {
        let integers = ResultSet(columns: ["year"], rows: [[.integer(1970)]])
        let reals = ResultSet(columns: ["year"], rows: [[.real(1970)]])
        #expect(ResultComparison.strict(integers, reals, orderMatters: false))
        #expect(ResultComparison.spider(integers, reals, orderMatters: false))
    }

    @Test func `a truncated result matches nothing, not even itself`() {
        let whole = result("1 / 2")
        let cut = result("1 / 2", truncated: true)
        for (left, right) in [(whole, cut), (cut, whole), (cut, cut)] {
            #expect(!ResultComparison.strict(left, right, orderMatters: false))
            #expect(!ResultComparison.spider(left, right, orderMatters: true))
            #expect(!ResultComparison.spider(left, right, orderMatters: false))
        }
    }
}
