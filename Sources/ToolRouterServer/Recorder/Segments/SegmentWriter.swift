import ToolRouter
import ToolRouterFormats

/// Writes lines to segments, which it opens, closes and removes as the settings say; when the disk does not take them, it stops,
/// says so, and tries again later.
///
/// Two segments are open where some requests take much longer than others: a reader would not find the place of a line whose
/// request arrived thousands of lines ago. For one thread at a time.
final class SegmentWriter {
    /// After so long a disk that took nothing is tried again.
    static let pause = Duration.seconds(30)

    /// What is to be told to those who run the server.
    enum Notice {
        case failed(FileError)
        case recovered(after: Duration, lost: Int)
        case removed(segments: Int)
    }

    private let settings: RecordSettings
    private let folder: RecordingFolder
    private let header: [UInt8]
    private let disk: SegmentDisk
    private let notify: (Notice) -> Void
    private var open: [SegmentFile] = []
    private var number = 0
    private var failedSince: Timestamp?
    private var retryAt: Timestamp?
    private var lostInTrouble = 0
    private var closedRequests = 0
    /// Requests that no segment took.
    private(set) var lost = 0
    private(set) var bytes = 0
    private(set) var segments = 0

    init(
        _ settings: RecordSettings, _ folder: RecordingFolder, header: [UInt8], on disk: SegmentDisk = .system,
        notify: @escaping (Notice) -> Void
    ) {
        self.settings = settings
        self.folder = folder
        self.header = header
        self.disk = disk
        self.notify = notify
    }

    /// Requests that are in segments.
    var written: Int { closedRequests + open.reduce(0) { $0 + $1.requests } }

    /// Whether nothing can be written at the moment.
    var isFailing: Bool { failedSince != nil }

    /// Adds a line, which has its line end, of a request that arrived at `at`.
    func add(_ line: [UInt8], at: Int64, now: Timestamp) {
        guard line.count <= LineReader.maximumLine, retryAt.map({ now >= $0 }) ?? true else { return lose(1) }
        let segment: SegmentFile
        do throws(FileError) {
            segment = try self.segment(for: at, now: now)
        } catch {
            fail(error, at: now)
            return lose(1)
        }
        do throws(FileError) {
            try segment.add(line, at: at)
            bytes += line.count
            if segment.bytes >= settings.segmentBytes { try close(segment, now: now) }
        } catch {
            fail(error, at: now)
        }
    }

    /// Hands what was added to the system, and closes segments that are old enough.
    func tick(_ now: Timestamp) {
        for segment in open {
            do throws(FileError) {
                if segment.unwritten > 0 { try segment.flush() }
                if now - segment.openedAt >= settings.segmentAge { try close(segment, now: now) }
            } catch {
                fail(error, at: now)
                return
            }
        }
        guard let since = failedSince, retryAt == nil, !open.isEmpty else { return }
        failedSince = nil
        notify(.recovered(after: now - since, lost: lostInTrouble))
        lostInTrouble = 0
    }

    /// Closes everything.
    func end(_ now: Timestamp) {
        for segment in open {
            do throws(FileError) { try close(segment, now: now) } catch { fail(error, at: now) }
        }
        RecordingSalvage.removeIfEmpty(folder.path)
    }

    private func segment(for at: Int64, now: Timestamp) throws(FileError) -> SegmentFile {
        if let segment = open.first(where: { $0.takes(at) }) { return segment }
        if open.count == 2 { try close(open[1], now: now) }
        number += 1
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        let segment = try SegmentFile("\(folder.segments)/\(name).jsonl", header: header, at: now, on: disk)
        bytes += header.count
        retryAt = nil
        open.append(segment)
        return segment
    }

    private func close(_ segment: SegmentFile, now: Timestamp) throws(FileError) {
        open.removeAll { $0 === segment }
        defer { count(segment) }
        try segment.close()
        removeOldest()
    }

    /// A segment is closed.
    private func count(_ segment: SegmentFile) {
        if segment.requests > 0 { segments += 1 }
        closedRequests += segment.requests
        lose(segment.added - segment.requests)
    }

    private func lose(_ count: Int) {
        lost += count
        if failedSince != nil { lostInTrouble += count }
    }

    private func fail(_ error: FileError, at now: Timestamp) {
        let isNew = failedSince == nil
        if isNew { failedSince = now }
        retryAt = now + Self.pause
        // Each is closed at the last line that the disk took; where not even that is possible, the next start does it.
        for segment in open {
            try? segment.close()
            count(segment)
        }
        open = []
        if isNew { notify(.failed(error)) }
    }

    private func removeOldest() {
        guard let directory = settings.directory else { return }
        let removed = SegmentRemoval.keep(settings.keepBytes, below: directory, own: folder)
        if removed > 0 { notify(.removed(segments: removed)) }
    }
}
