import Glibc

/// The most memory that this process held.
enum PeakMemory {
    /// In bytes, since the process became this program.
    ///
    /// `getrusage` would begin with what the process held that started this one: a parent which prepared a large scenario would be
    /// measured in its place.
    static var bytes: Int {
        guard let file = fopen("/proc/self/status", "r") else { preconditionFailure("no /proc/self/status") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            guard text.hasPrefix("VmHWM:") else { continue }
            return 1_024 * (Int(text.filter(\.isNumber)) ?? 0)
        }
        preconditionFailure("/proc/self/status says nothing of VmHWM")
    }
}
