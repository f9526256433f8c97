import Foundation
import NIOCore
import NIOPosix
import Synchronization
package import ToolRouter

/// The audit log of the live world: records go into SQLite files whose rows hold on to one another.
///
/// Whoever has a record makes its row, on its own thread; one thread of the store's own, its lane, writes what has come
/// together in the meantime as one transaction, and only then tells those who wait. It is no Swift task, which GRDB would stop
/// writing when it is cancelled: a caller who hangs up has a record all the same.
///
/// On an event loop, what has come by the end of its turn is written there and then, while the lane has nothing to do: two
/// changes of threads take longer than all the rest of an answer out of the cache. That is so only where the operating system
/// takes the record, not the disk. A write that took long hands the writing to the lane for a second, and so does whatever is
/// no plain record: a stuck disk holds up a loop once.
package final class AuditStore: AuditLog {
    /// The most records of one transaction.
    private static let batch = 256
    /// How long the disk is left alone after it failed.
    private static let pause = Duration.milliseconds(250)

    /// A write that takes longer than this is no work for an event loop. A turn at a busy processor is shorter.
    private static let quick = Duration.milliseconds(20)
    /// How long the lane alone writes after that.
    private static let caution = Duration.seconds(1)
    /// How often a loop goes on with what came while it wrote.
    private static let turns = 4

    private let rows: AuditRowWriter
    private let writer: Unshared<AuditWriter>
    private let isWrittenByLoops: Bool
    /// Until when no loop writes, in nanoseconds of the machine's uptime.
    private let cautiousUntil = Atomic<UInt64>(0)
    private let queue: Mutex<AuditQueue>
    private let alarm = Alarm()
    private let end = DispatchSemaphore(value: 0)
    private let clock: @Sendable () -> Timestamp
    private let report: @Sendable (AuditTrouble) -> Void

    /// Opens the store, or makes it.
    ///
    /// - Parameters:
    ///   - clock: the moment, for what the store itself writes.
    ///   - report: is told when records can't be written, and when they can be again; on the store's thread.
    /// - Throws: `AuditFault` when it can't be written or is damaged, `FolderInUse` while another process writes it.
    package init(
        _ settings: AuditSettings, clock: (@Sendable () -> Timestamp)? = nil,
        report: @escaping @Sendable (AuditTrouble) -> Void = { _ in }
    ) throws {
        precondition(1...1_000_000 ~= settings.queue, "a queue of \(settings.queue) records")
        precondition(settings.segmentBytes >= 1 << 20, "a segment of \(settings.segmentBytes) bytes")
        if let clock {
            self.clock = clock
        } else {
            let live = LiveClock()
            self.clock = { live.now }
        }
        self.report = report
        rows = AuditRowWriter(settings)
        queue = Mutex(AuditQueue(settings))
        isWrittenByLoops = settings.durability == .process
        writer = Unshared(try AuditWriter(settings, at: self.clock()))
        let thread = Thread { [self] in AuditLane(writer.value).run(self) }
        thread.name = "audit"
        thread.start()
    }

    package var isAccepting: Bool { queue.withLock(\.isAccepting) }

    /// How the store stands.
    package var status: AuditStatus { queue.withLock(\.status) }

    package func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
        let isLarge = AuditRowWriter.isLarge(record)
        let content: AuditQueue.Content = isLarge ? .record(record) : .row(rows.row(record))
        let entry = AuditQueue.Entry(content: content, name: record.kind.name, bill: record.bill, done: done)
        let verdict: AuditQueue.Verdict
        if isWrittenByLoops, !isLarge, let loop = MultiThreadedEventLoopGroup.currentEventLoop, isQuick {
            let call: AuditQueue.Call
            (verdict, call) = queue.withLock { $0.takeNearby(entry) }
            switch call {
            case .nothing: break
            case .wakeLane: alarm.ring()
            // After all that the loop has at hand.
            case .writeSoon: loop.execute { [self] in writeHere() }
            }
        } else {
            let wakes: Bool
            (verdict, wakes) = queue.withLock { $0.take(entry) }
            if wakes { alarm.ring() }
        }
        switch verdict {
        case .acknowledged: done(true)
        case .refused: done(false)
        case .waiting: break
        }
    }

    /// Writes what waits, and ends; what can't be written `within` so long is refused. Blocks the calling thread.
    package func close(within patience: Duration = .seconds(5)) {
        _ = queue.withLock { $0.close(at: clock() + patience) }
        alarm.ring()
        // Whoever closes it waits for the lane, and lets the next one through.
        end.wait()
        end.signal()
    }

    // MARK: A loop's side

    private var isQuick: Bool {
        let until = cautiousUntil.load(ordering: .relaxed)
        return until == 0 || DispatchTime.now().uptimeNanoseconds >= until
    }

    /// Writes what waits, unless the lane is at it or has to be.
    private func writeHere() {
        var claim = queue.withLock { $0.claim(atMost: Self.batch) }
        var turn = 1
        while case .entries(let entries) = claim {
            // No lane and no other loop has the writer, until the queue is told that this is done.
            let writer = self.writer.value
            var rows = entries.map(row)
            let began = DispatchTime.now().uptimeNanoseconds
            guard writer.isRoutine(at: rows.last), (try? writer.append(&rows)) != nil else {
                // The lane knows what to do about a fault, a month that is over and a log that is long.
                if queue.withLock({ $0.giveBack(entries) }) { alarm.ring() }
                return
            }
            let ended = DispatchTime.now().uptimeNanoseconds
            let isSlow = ended - began > UInt64(Self.quick.wholeNanoseconds)
            if isSlow { cautiousUntil.store(ended + UInt64(Self.caution.wholeNanoseconds), ordering: .relaxed) }
            let goesOn = turn < Self.turns && !isSlow
            claim = queue.withLock { $0.wroteElsewhere(entries.count, again: goesOn, atMost: Self.batch) }
            for entry in entries { entry.done?(true) }
            turn += 1
        }
        if case .wakeLane = claim { alarm.ring() }
    }

    // MARK: The lane's side

    /// What waits, for the lane; nil when the store is closed and nothing does. Waits until there is anything.
    func next() -> [AuditQueue.Entry]? {
        while true {
            let turn = queue.withLock { $0.hand() }
            switch turn {
            case .entries(let entries): return entries
            case .end: return nil
            case .nothing: alarm.wait()
            }
        }
    }

    /// The rows of entries, those that were left to the lane made now.
    func row(_ entry: AuditQueue.Entry) -> AuditRow {
        switch entry.content {
        case .row(let row): row
        case .record(let record): rows.row(record)
        }
    }

    /// These were written.
    func finish(_ entries: ArraySlice<AuditQueue.Entry>) {
        if let trouble = queue.withLock({ $0.wrote(entries.count, at: clock()) }) { report(trouble) }
        for entry in entries { entry.done?(true) }
    }

    /// They could not be: which of them the lane is to keep, and whether it is to try again.
    func fail(
        _ entries: [AuditQueue.Entry], _ fault: AuditFault, loss: AuditLoss?
    ) -> (kept: [AuditQueue.Entry], goesOn: Bool) {
        let now = clock()
        let outcome = queue.withLock { $0.failed(entries, fault, loss: loss, at: now) }
        outcome.troubles.forEach(report)
        for entry in outcome.refused { entry.done?(false) }
        guard outcome.goesOn else { return ([], false) }
        alarm.wait(atMost: Self.pause.wholeNanoseconds)
        return (outcome.kept, true)
    }

    /// Old segments could not be removed.
    func retentionFailed(_ fault: AuditFault) {
        report(.retentionFailed(fault))
    }

    func takeLoss() -> AuditLoss? { queue.withLock { $0.takeLoss() } }

    var now: Timestamp { clock() }
    var batch: Int { Self.batch }

    func ended() {
        end.signal()
    }
}

/// Hands something to another thread, once.
private struct Unshared<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

/// The thread that writes.
struct AuditLane {
    private let writer: AuditWriter

    init(_ writer: AuditWriter) {
        self.writer = writer
    }

    /// Writes until the store is closed.
    func run(_ store: AuditStore) {
        var loss: AuditLoss?
        while var entries = store.next() {
            while true {
                loss = loss ?? store.takeLoss()
                guard !entries.isEmpty || loss != nil else { break }
                let portion = entries.prefix(store.batch)
                var rows = portion.map(store.row)
                if let loss { rows.insert(loss.row(at: store.now), at: 0) }
                do throws(AuditFault) {
                    try writer.append(&rows)
                    loss = nil
                    store.finish(portion)
                    entries.removeFirst(portion.count)
                } catch {
                    let (kept, goesOn) = store.fail(entries, error, loss: loss)
                    entries = kept
                    if !goesOn { break }
                }
                if let fault = writer.takeRetentionFault() { store.retentionFailed(fault) }
            }
        }
        writer.close()
        store.ended()
    }
}
