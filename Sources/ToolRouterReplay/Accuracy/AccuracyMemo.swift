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
        // Two texts that are equal in Unicode can give different rows.
        private let sql: TextKey?
        private let expectedSQL: TextKey
        private let rows: ResultDigest?
        private let isCutShort: Bool
        private let orderMatters: Bool

        init(
            view: DatabaseView, sql: String?, rows: ResultDigest?, isCutShort: Bool, expectedSQL: String,
            orderMatters: Bool
        ) {
            self.view = view
            self.sql = sql.map { TextKey($0) }
            self.expectedSQL = TextKey(expectedSQL)
            self.rows = rows
            self.isCutShort = isCutShort
            self.orderMatters = orderMatters
        }

        /// What it takes.
        fileprivate var bytes: Int { (sql?.text.utf8.count ?? 0) + expectedSQL.text.utf8.count }

        /// The rest differs seldom where these are the same.
        func hash(into hasher: inout Hasher) {
            hasher.combine(sql)
            hasher.combine(expectedSQL)
        }
    }

    private var judgements = Memo<Subject, AccuracyJudgement>(bytes: 32 << 20)

    mutating func judgement(of subject: Subject) -> AccuracyJudgement? { judgements.value(for: subject) }

    mutating func remember(_ judgement: AccuracyJudgement, of subject: Subject) {
        judgements.remember(judgement, for: subject, bytes: subject.bytes)
    }
}
