import ToolRouter

/// How many lines of one kind a log has room for: so many a second, and those that are left out are counted.
struct LineBudget: Sendable {
    /// The most lines a second.
    let most: Int
    private var second = Int64.min
    private var written = 0
    private var leftOut = 0

    init(most: Int) {
        self.most = most
    }

    /// Whether there is room for a line now; with it the number of those that were left out since the last one.
    mutating func take(at now: Timestamp) -> (isWritten: Bool, leftOutBefore: Int) {
        let second = now.microseconds / 1_000_000
        if second != self.second {
            self.second = second
            written = 0
        }
        guard written < most else {
            leftOut += 1
            return (false, 0)
        }
        written += 1
        defer { leftOut = 0 }
        return (true, leftOut)
    }
}
