/// What one read of memory costs on this machine, at places that depend on the read before: the least that any decision
/// on one of a million callers can cost.
enum MemoryBench {
    static func run(bytes: Int) {
        // One cycle through all places, in random order (Sattolo, 1986).
        var next = Array(0..<max(2, bytes / MemoryLayout<Int>.stride))
        var generator = SplitMix64(state: 5)
        for place in stride(from: next.count - 1, to: 0, by: -1) {
            next.swapAt(place, Int(generator.next() % UInt64(place)))
        }
        var place = 0
        let time = Stopwatch.nanoseconds(1_000_000, runs: 3) { _ in
            place = next[place]
            return place >= 0
        }
        figure("memory, one read at random of \(bytes / 1_000_000) MB", time, "ns")
    }
}
