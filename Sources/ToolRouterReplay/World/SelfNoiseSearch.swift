import Glibc
import ToolRouter
import ToolRouterFormats

/// Looks whether recordings hold what the planner said when it was asked a second time.
enum SelfNoiseSearch {
    private static let name = Array("\"\(PlannerName.selfNoise.text)\"".utf8)

    /// Looks through the recordings at `paths` as far as the first such reply. Where there is none, each of them is read to its
    /// end before the first request is asked: for the name only, which takes a fraction of reading requests. A faulty line is
    /// passed over: the traffic, which streams the requests, reports it.
    static func finds(in paths: [String]) -> Bool {
        paths.contains { path in
            guard let lines = try? LineReader(path: path), let reader = try? RecordingReader(path: path) else {
                return false
            }
            while let line = try? lines.next() {
                guard hasName(line.bytes), let exchange = try? reader.exchange(at: line.offset) else { continue }
                if exchange.shadow[.selfNoise]?.isEmpty == false { return true }
            }
            return false
        }
    }

    private static func hasName(_ line: [UInt8]) -> Bool {
        line.withUnsafeBytes { line in
            guard let start = line.baseAddress else { return false }
            var place = 0
            while place + name.count <= line.count,
                let found = memchr(start + place, Int32(name[0]), line.count - place - name.count + 1)
            {
                place = UnsafeRawPointer(found) - start
                if name.withUnsafeBytes({ memcmp(start + place, $0.baseAddress!, $0.count) == 0 }) { return true }
                place += 1
            }
            return false
        }
    }
}
