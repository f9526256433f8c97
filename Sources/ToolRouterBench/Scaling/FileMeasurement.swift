import Foundation
import Glibc

/// What it took to write or read the files of a scenario.
struct FileMeasurement: Codable {
    let requests: Int
    let seconds: Double
    /// Processor time of all threads, in the kernel too.
    let processorSeconds: Double
    /// The most memory the process held at any moment.
    let peakBytes: Int

    /// Runs `work`, which says how many requests it was about, and prints its measurement as JSON.
    static func print(of work: () throws -> Int) throws {
        let start = ContinuousClock.now
        let requests = try work()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let processor = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
        let measurement = FileMeasurement(
            requests: requests, seconds: seconds, processorSeconds: processor.reduce(0, +), peakBytes: PeakMemory.bytes)
        FileHandle.standardOutput.write(try JSONEncoder().encode(measurement))
    }
}
