import ToolRouter
import ToolRouterFormats

/// Looks whether recordings hold what the planner said when it was asked a second time.
enum SelfNoiseSearch {
    /// Reads the recordings at `paths` as far as the first such reply. A faulty line ends the search of its file: the traffic,
    /// which streams the requests, reports it.
    static func finds(in paths: [String]) -> Bool {
        paths.contains { path in
            guard let reader = try? RecordingReader(path: path) else { return false }
            while let exchange = try? reader.nextLocated()?.exchange {
                if exchange.shadow[.selfNoise]?.isEmpty == false { return true }
            }
            return false
        }
    }
}
