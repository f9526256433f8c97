/// What one replay took.
struct Measurement: Codable {
    let requests: Int
    let seconds: Double
    /// Processor time of all threads.
    let userSeconds: Double
    let systemSeconds: Double
    /// The most memory the process held at any moment.
    let peakBytes: Int
    let cacheHits: Int
    let cacheMisses: Int
    let drifted: Int
    /// How long the threads waited for each other, in seconds.
    let readerWaited: Double
    let simulationWaitedForRequests: Double
    let simulationWaitedForFold: Double
    let foldWaited: Double

    func print(_ name: String) {
        let lookups = cacheHits + cacheMisses
        let ratio = lookups == 0 ? 0 : Double(cacheHits) * 100 / Double(lookups)
        let perRequest = (userSeconds + systemSeconds) * 1e6 / Double(requests)
        Swift.print("\(name): \(Int(Double(requests) / seconds)) requests/s")
        Swift.print("\(name): processor time \(ReplayBench.decimal(perRequest, 1)) µs a request, both cores")
        Swift.print("\(name): of it in the kernel \(ReplayBench.decimal(systemSeconds * 1e6 / Double(requests), 1)) µs")
        Swift.print("\(name): cache hit ratio \(ReplayBench.decimal(ratio, 1)) %")
        Swift.print("\(name): peak memory \(peakBytes / 1_000_000) MB")
        Swift.print("\(name): drifted \(drifted) of \(requests)")
        func wait(_ seconds: Double) -> String { ReplayBench.decimal(seconds * 1e6 / Double(requests), 1) }
        Swift.print(
            "\(name): the reader waited \(wait(readerWaited)) µs a request, "
                + "the simulation \(wait(simulationWaitedForRequests)) for requests "
                + "and \(wait(simulationWaitedForFold)) for the fold, the fold \(wait(foldWaited))")
    }
}
