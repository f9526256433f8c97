import Foundation

/// The memory this process has now.
enum ResidentMemory {
    /// Bytes, whole pages: the second number of /proc/self/statm (proc(5)).
    static var bytes: Int {
        let numbers = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        guard numbers.count > 1, let pages = Int(numbers[1]) else {
            preconditionFailure("/proc/self/statm can't be read")
        }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
