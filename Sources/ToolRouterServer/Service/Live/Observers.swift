package import ToolRouter

/// Who listens to a live router, each told in order. They are named one by one, and not a list of anything that listens: every
/// event of every request goes through here.
package final class Observers: EventObserver {
    private let metrics: RouterMetrics
    private let log: EventLog
    private let trails: TrailBook
    private let telemetry: Telemetry?
    private let recorder: Recorder?
    private let other: (any EventObserver)?

    init(
        metrics: RouterMetrics, log: EventLog, trails: TrailBook, telemetry: Telemetry?, recorder: Recorder?,
        other: (any EventObserver)?
    ) {
        self.metrics = metrics
        self.log = log
        self.trails = trails
        self.telemetry = telemetry
        self.recorder = recorder
        self.other = other
    }

    package func observe(_ event: RouterEvent) {
        recorder?.observe(event)
        switch event.kind {
        // There are several for each request, and they say nothing to others.
        case .decided, .callFinished: return
        default: break
        }
        metrics.observe(event)
        log.observe(event)
        trails.observe(event)
        telemetry?.observe(event)
        other?.observe(event)
    }
}
