import Foundation
import ToolRouterFormats

/// Removes the oldest segments, so that recordings do not take the disk.
enum SegmentRemoval {
    /// Removes closed segments, the oldest first, until those below `directory` have no more than so many bytes. Those of
    /// another living server count, and are left to it.
    ///
    /// - Parameter own: the folder of this run, which is locked already and stays even when it is empty.
    /// - Returns: how many were removed.
    static func keep(_ bytes: Int, below directory: String, own: RecordingFolder) -> Int {
        let closed = RecordingFolder.closedSegments(below: directory)
        var sum = closed.reduce(0) { $0 + $1.bytes }
        var removed = 0
        var busy: Set<String> = []
        for segment in closed where sum > bytes {
            let run = segment.run
            if run == own.path {
                guard unlink(segment.path) == 0 else { continue }
            } else {
                guard !busy.contains(run) else { continue }
                guard let lock = try? FolderLock.take(run, option: "--record") else {
                    busy.insert(run)
                    continue
                }
                let isGone = unlink(segment.path) == 0
                if isGone { RecordingSalvage.removeIfEmpty(run) }
                withExtendedLifetime(lock) {}
                guard isGone else { continue }
            }
            sum -= segment.bytes
            removed += 1
        }
        return removed
    }
}
