/// How far long work is, in words.
package enum ProgressWords {
    /// `12000 of 100000 requests replayed, about 37 s left`; without a total only what is done.
    ///
    /// - Parameters:
    ///   - total: how many there are, about; a total that was passed already is none.
    ///   - elapsed: how long it took so far: the rest is taken to be as fast.
    package static func words(done: Int, of total: Int?, _ what: String, after elapsed: Duration) -> String {
        guard let total, total >= done, done > 0 else { return "\(done) \(what)" }
        let milliseconds = Double(elapsed.components.seconds) * 1_000 + Double(elapsed.components.attoseconds) / 1e15
        let left = Int(milliseconds * Double(total - done) / Double(done) / 1_000) + 1
        return "\(done) of \(total) \(what), about " + (left <= 120 ? "\(left) s" : "\((left + 59) / 60) min") + " left"
    }
}
