import CSQLiteWork

/// The memory that SQLite takes on this thread for one statement, whatever runs beside it or ran before it.
enum StatementMemory {
    /// Why there was none.
    enum Shortage {
        /// The statement took all that it may have, in bytes: it would do so at any time.
        case limit(Int64)
        /// The system had none to give, which says nothing about the statement.
        case system

        /// The shortage in words, when a limit was met by what `subject` took.
        func words(_ subject: String) -> String {
            switch self {
            case .limit(let bytes): "\(subject) takes more than \(bytes >> 20) MiB of memory"
            case .system: "the system has no memory to give"
            }
        }
    }

    /// Traps when SQLite was in use before its memory could be counted.
    static func requireCounting() {
        precondition(toolrouter_sqlite_memory_is_counted(), "SQLite was in use before this program's own code began")
    }

    /// From here on, what SQLite takes on this thread is counted from zero and refused beyond `limit` bytes.
    ///
    /// - Parameter inAll: whether what it has given back still counts.
    static func begin(upTo limit: Int64, inAll: Bool = false) {
        toolrouter_sqlite_memory_begin(limit, inAll)
    }

    /// Nothing is counted any more.
    static func end() {
        toolrouter_sqlite_memory_end()
    }

    /// What was short since `begin`, if anything was.
    static var shortage: Shortage? {
        if toolrouter_sqlite_memory_system_had_none() { return .system }
        let limit = toolrouter_sqlite_memory_met_limit()
        return limit > 0 ? .limit(limit) : nil
    }

    /// The most that was taken at a time since `begin`, in bytes.
    static var peak: Int64 { toolrouter_sqlite_memory_peak() }
}
