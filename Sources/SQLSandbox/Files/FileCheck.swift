import CSQLite

/// Looks for damage in the structure of a small database, which costs some 1 ms for each MiB.
///
/// Pages that lead back to themselves, or to one page many times over, let a single operation of SQLite go on for ever.
/// `PRAGMA quick_check` visits each page once, whatever leads to it. Larger files are left to the budgets of statements.
enum FileCheck {
    /// The largest database that is checked, in bytes, its write-ahead log included: 1 MiB.
    static let largest: Int64 = 1 << 20

    static let sql = "PRAGMA main.quick_check(1)"

    /// The damage that the first row of `PRAGMA quick_check` tells of, in words; nil when that is about values only.
    ///
    /// SQLite looks at the structure first and says `*** in database main ***` above what it finds. What comes after, such
    /// as a NULL where none should be, is in files that everybody else reads.
    static func damage(_ row: OpaquePointer) -> String? {
        guard let text = sqlite3_column_text(row, 0).map({ String(cString: $0) }), text.hasPrefix("***") else {
            return nil
        }
        return text.split(separator: "\n").dropFirst().first.map(String.init) ?? text
    }
}
