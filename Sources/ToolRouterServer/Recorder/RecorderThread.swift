import Foundation
import ToolRouter
import ToolRouterFormats

/// What a recorder's own thread does: it folds notes, takes out what is not to be kept, and writes lines.
final class RecorderThread {
    private var open: OpenExchanges
    private var maker: ExchangeMaker
    private let redactor: Redactor
    private let writer: SegmentWriter?
    private var ring: RecentRing?
    private var written = 0

    init(
        open: OpenExchanges, maker: ExchangeMaker, redactor: Redactor, writer: SegmentWriter?, ring: RecentRing?
    ) {
        self.open = open
        self.maker = maker
        self.redactor = redactor
        self.writer = writer
        self.ring = ring
    }

    /// What one pass over the queue came to.
    struct Pass {
        /// Bytes of notes that take no memory any more.
        var released = 0
        /// Requests that were begun and have no line.
        var dropped = 0
    }

    /// Takes a batch of notes, and makes lines of what was complete before it.
    func pass(_ notes: [RecorderNote], _ standing: RecorderQueue.Standing, at now: Timestamp) -> Pass {
        var pass = Pass()
        for exchange in open.takeComplete() { write(exchange, at: now, &pass) }
        for note in notes { pass.released += open.take(note) }
        // Those that arrived in this very batch, too.
        let forgotten = open.forget(standing.broken)
        pass.released += forgotten.bytes
        pass.dropped += forgotten.count
        for exchange in open.takeOverdue(at: now) { write(exchange, at: now, &pass) }
        writer?.tick(now)
        ring?.expire(now)
        return pass
    }

    /// Writes all that is known, and closes the segments.
    func end(at now: Timestamp) {
        var pass = Pass()
        for exchange in open.takeRest() { write(exchange, at: now, &pass) }
        writer?.end(now)
    }

    private func write(_ exchange: OpenExchange, at now: Timestamp, _ pass: inout Pass) {
        pass.released += exchange.bytes
        guard let recorded = maker.exchange(of: exchange, at: now) else { return }
        var line = redactor.line(of: recorded, under: .disjoint)
        line.append(UInt8(ascii: "\n"))
        writer?.add(line, at: recorded.atMicroseconds, now: now)
        ring?.add(line, at: recorded.atMicroseconds, now: now)
        written += 1
    }

    /// The lines of the last minutes.
    var recent: [[UInt8]]? { ring?.sorted }

    /// How it stands, but for what waits.
    func status(droppedBefore: Int) -> RecorderStatus {
        var status = RecorderStatus()
        status.written = writer?.written ?? written
        status.dropped = droppedBefore + (writer?.lost ?? 0)
        status.bytes = writer?.bytes ?? 0
        status.segments = writer?.segments ?? 0
        status.isFailing = writer?.isFailing ?? false
        status.recentRequests = ring?.count ?? 0
        status.recentBytes = ring?.bytes ?? 0
        return status
    }
}
