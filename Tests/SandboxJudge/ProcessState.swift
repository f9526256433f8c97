import CSQLite

/// What SQLite keeps for a whole process and a statement could change: the limits of its memory.
struct ProcessState: Equatable {
    private let hardLimit: Int64
    private let softLimit: Int64

    /// The present state.
    init() {
        hardLimit = sqlite3_hard_heap_limit64(-1)
        softLimit = sqlite3_soft_heap_limit64(-1)
    }

    /// Makes this the present state again.
    func restore() {
        sqlite3_hard_heap_limit64(hardLimit)
        sqlite3_soft_heap_limit64(softLimit)
    }
}
