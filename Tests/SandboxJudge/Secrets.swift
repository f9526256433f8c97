/// The values of the columns of a database that a policy may deny: other ones in the second of two twins.
struct Secrets {
    /// What every denied value of the first twin holds, in small letters; no other value does.
    static let marks = ["zq7secret", "918273645"]

    private let denied: Set<String>
    private let isSecond: Bool

    /// - Parameter denied: the columns, as `table.column`, and the whole tables, that differ.
    init(denied: Set<String>, isSecond: Bool) {
        self.denied = denied
        self.isSecond = isSecond
    }

    /// A text for row `number` of a column. The first row of the first twin holds one that others can guess.
    func text(_ column: String, _ number: Int) -> String {
        guard isDenied(column) else { return number == 1 ? "'078-05-1120'" : "'078-05-112\(number)'" }
        if isSecond { return "'\(9 - number)-kept-\(number)'" }
        return number == 1 ? "'078-05-1120'" : "'\(number)-zq7secret-\(number)'"
    }

    /// A number for row `number` of a column.
    func number(_ column: String, _ number: Int) -> Int {
        guard isDenied(column) else { return number }
        if isSecond { return 50 - number }
        return number == 1 ? 1 : 918_273_645_000 + number
    }

    /// A text for row `number` of a key, in whose order the rows of a table lie: other values in the same order, since
    /// nothing hides that order.
    func textOfKey(_ column: String, _ number: Int) -> String {
        isDenied(column) && isSecond ? "'\(number)-kept'" : text(column, number)
    }

    /// A number for row `number` of a key.
    func numberOfKey(_ column: String, _ number: Int) -> Int {
        isDenied(column) && isSecond ? number + 50 : self.number(column, number)
    }

    /// Rows that only the second twin has, in a table that is denied as a whole.
    func more(_ table: String, _ rows: String) -> String {
        denied.contains(table) && isSecond ? rows : ""
    }

    private func isDenied(_ column: String) -> Bool {
        denied.contains(column) || denied.contains(String(column.prefix { $0 != "." }))
    }
}
