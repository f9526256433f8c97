import Foundation

extension RecordingSalvage {
    /// What became of the recordings below a folder.
    package struct Report: Sendable {
        /// The segments that were closed.
        package var closed: [Closed] = []
        /// The folders that another server is writing, which were left alone.
        package var busy: [String] = []
        /// What could not be closed.
        package var faults: [FileError] = []
    }

    /// Closes every open segment below `directory`, the folder that `serve --record` was given, or one scenario in it. What a
    /// living server writes is left alone: it holds a lock on the scenario's folder.
    package static func all(below directory: String) -> Report {
        var report = Report()
        for folder in scenarios(below: directory) {
            let segments = folder + "/" + RecordedScenario.segments
            let names = (try? FileManager.default.contentsOfDirectory(atPath: segments)) ?? []
            let parts = names.filter { $0.hasSuffix(openEnding) }.sorted()
            guard !parts.isEmpty else { continue }
            guard let lock = try? FolderLock.take(folder, option: "--record") else {
                report.busy.append(folder)
                continue
            }
            for part in parts {
                do throws(FileError) {
                    report.closed.append(try close(segments + "/" + part))
                } catch {
                    report.faults.append(error)
                }
            }
            removeIfEmpty(folder)
            withExtendedLifetime(lock) {}
        }
        return report
    }

    /// Removes a scenario of a recorder that holds no segment: it could not be replayed.
    package static func removeIfEmpty(_ folder: String) {
        // A folder with anything in it stays.
        guard rmdir(folder + "/" + RecordedScenario.segments) == 0 else { return }
        unlink(folder + "/scenario.yaml")
        rmdir(folder)
    }

    private static func scenarios(below directory: String) -> [String] {
        let replays = directory + "/replays"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: replays)) ?? []
        return [directory] + names.sorted().map { replays + "/" + $0 }
    }
}
