import SQLSandbox

/// Takes the keyword DISTINCT out of SQL, as Spider's comparison does before it runs both statements again.
package enum DistinctRemoval {
    /// `sql` without the bytes of any keyword DISTINCT, in any case, inside aggregates too.
    ///
    /// String literals, quoted identifiers, comments, parameters and longer words (`distinct_id`) stay as they are. Every
    /// keyword means every: `IS NOT DISTINCT FROM` is no longer a statement afterwards, as in Spider's own evaluator.
    package static func removing(from sql: String) -> String {
        let source = Array(sql.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(source.count)
        for token in SQLTokens(source[...]) where token.kind != .word || !isDistinct(source[token.range]) {
            kept.append(contentsOf: source[token.range])
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func isDistinct(_ word: ArraySlice<UInt8>) -> Bool {
        // Setting bit 5 lowers ASCII letters; no other word byte becomes a letter by it.
        word.count == 8 && word.lazy.map { $0 | 0x20 }.elementsEqual("distinct".utf8)
    }
}
