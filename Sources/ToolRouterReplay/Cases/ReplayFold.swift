import SQLSandbox
import ToolRouter
import ToolRouterFormats

/// Folds the steps of one replay: hands them to all who listen, and hands on the cases that are done.
///
/// Confined to the thread that folds.
final class ReplayFold: @unchecked Sendable {
    private let book: CaseBook
    private let board: InvariantBoard
    private let watch: RunWatch
    private let observer: (any EventObserver)?
    private let faultObserver: (any FaultObserver)?
    private let listener: (any EventObserver)?
    private let handOn: (Case) throws -> Void

    /// - Parameters:
    ///   - watch: stops the fold where a statement was stopped for no reason of its own: what comes of it is no answer.
    ///   - observer: hears of each event first, after the book.
    ///   - faultObserver: hears of each fault.
    ///   - listener: hears of each event after the observer.
    ///   - handOn: gets each case, in the order of the recording.
    init(
        _ book: CaseBook, _ board: InvariantBoard, watch: RunWatch, observer: (any EventObserver)?,
        faultObserver: (any FaultObserver)?, listener: (any EventObserver)?, handOn: @escaping (Case) throws -> Void
    ) {
        self.book = book
        self.board = board
        self.watch = watch
        self.observer = observer
        self.faultObserver = faultObserver
        self.listener = listener
        self.handOn = handOn
    }

    func take(_ step: ReplayTape.Step) throws {
        if watch.cause != nil { return }
        var hasClosed = false
        switch step {
        case .asked(let request, let moment, let expected, let answered, let content):
            book.begin(request, at: moment, expected: expected, answered: answered, holds: content)
        case .event(let event, let truth):
            // When it happened, whatever the router's clock said.
            let told = truth == event.at ? event : RouterEvent(request: event.request, at: truth, event.kind)
            hasClosed = book.take(told)
            observer?.observe(told)
            listener?.observe(told)
            board.observe(event, trulyAt: truth)
        case .fault(let fault):
            faultObserver?.observe(fault)
            board.observe(fault)
        case .ended(let id, let miss, let isUnused):
            hasClosed = book.end(id, (miss, isUnused))
        }
        if hasClosed { try book.takeDone().forEach(handOn) }
    }
}
