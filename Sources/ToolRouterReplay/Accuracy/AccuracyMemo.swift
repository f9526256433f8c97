import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Remembers judgements: the same statement with the same rows is as right as it was, as long as nothing in it reads the
/// clock.
struct AccuracyMemo {
    /// Everything a judgement depends on.
    struct Subject: Hashable {
        private let database: DatabaseName?
        // Bytes, since two texts that are equal in Unicode can give different rows.
        private let sql: [UInt8]?
        private let expectedSQL: [UInt8]
        private let rows: ResultDigest?
        private let orderMatters: Bool

        init(database: DatabaseName?, sql: String?, rows: ResultDigest?, expectedSQL: String, orderMatters: Bool) {
            self.database = database
            self.sql = sql.map { Array($0.utf8) }
            self.expectedSQL = Array(expectedSQL.utf8)
            self.rows = rows
            self.orderMatters = orderMatters
        }
    }

    /// How many judgements are remembered; then it starts anew.
    private static let capacity = 10_000

    private var judgements: [Subject: AccuracyJudgement] = [:]

    func judgement(of subject: Subject) -> AccuracyJudgement? { judgements[subject] }

    mutating func remember(_ judgement: AccuracyJudgement, of subject: Subject) {
        if judgements.count >= Self.capacity { judgements.removeAll() }
        judgements[subject] = judgement
    }
}
