import ToolRouter

/// The memory that an event keeps while it waits, estimated in one look: texts, and what the rows of an answer take. Rows that
/// lie in the answer cache count all the same, since they may be thrown out there meanwhile.
enum EventCost {
    static func bytes(of event: RouterEvent) -> Int {
        switch event.kind {
        case .received(let request): 512 + request.question.utf8.count
        case .callFinished(let call):
            switch call.result {
            case .success(let reply): 384 + reply.text.utf8.count
            case .failure: 384
            }
        case .settled(let answer):
            if case .answered(.rows(let rows)) = answer.outcome { 512 + bytes(of: rows) } else { 512 }
        default: 160
        }
    }

    private static func bytes(of rows: ResultSet) -> Int {
        rows.json.map { 2 * $0.count } ?? rows.rows.count * (48 + 48 * rows.columns.count)
    }
}
