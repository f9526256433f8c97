import SQLSandbox
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Remembers judgements: the same statement with the same rows is as right as it was, as long as nothing in it reads the
/// clock.
struct AccuracyMemo {
    /// Everything a judgement depends on.
    struct Subject: Hashable {
        private let view: DatabaseView
        // Bytes, since two texts that are equal in Unicode can give different rows.
        private let sql: [UInt8]?
        private let expectedSQL: [UInt8]
        private let rows: ResultDigest?
        private let isCutShort: Bool
        private let orderMatters: Bool

        init(
            view: DatabaseView, sql: String?, rows: ResultDigest?, isCutShort: Bool, expectedSQL: String,
            orderMatters: Bool
        ) {
            self.view = view
            self.sql = sql.map { Array($0.utf8) }
            self.expectedSQL = Array(expectedSQL.utf8)
            self.rows = rows
            self.isCutShort = isCutShort
            self.orderMatters = orderMatters
        }

        /// What it takes.
        fileprivate var bytes: Int { (sql?.count ?? 0) + expectedSQL.count }
    }

    private var judgements = Memo<Subject, AccuracyJudgement>(bytes: 32 << 20)

    mutating func judgement(of subject: Subject) -> AccuracyJudgement? { judgements.value(for: subject) }

    mutating func remember(_ judgement: AccuracyJudgement, of subject: Subject) {
        judgements.remember(judgement, for: subject, bytes: subject.bytes)
    }
}
