import CoreMetrics
import Synchronization

/// A back end of swift-metrics that keeps what it is told.
final class RecordingFactory: MetricsFactory {
    /// What one metric was told.
    struct Told {
        var integers: [Int64] = []
        var doubles: [Double] = []
        var sum: Int64 { integers.reduce(0, +) }
    }

    private let told = Mutex<[String: Told]>([:])

    /// By kind, name and labels, such as `counter requests{outcome=failed}`.
    var all: [String: Told] { told.withLock { $0 } }

    subscript(name: String) -> Told { all[name] ?? Told() }

    private final class Handler: CounterHandler, FloatingPointCounterHandler, RecorderHandler, MeterHandler,
        TimerHandler
    {
        let name: String
        let factory: RecordingFactory

        init(_ kind: String, _ label: String, _ dimensions: [(String, String)], _ factory: RecordingFactory) {
            let labels = dimensions.map { "\($0.0)=\($0.1)" }.joined(separator: ",")
            name = "\(kind) \(label)" + (labels.isEmpty ? "" : "{\(labels)}")
            self.factory = factory
            factory.told.withLock { $0[name] = $0[name] ?? Told() }
        }

        private func tell(_ value: Int64) { factory.told.withLock { $0[name]!.integers.append(value) } }
        private func tell(_ value: Double) { factory.told.withLock { $0[name]!.doubles.append(value) } }

        func increment(by amount: Int64) { tell(amount) }
        func increment(by amount: Double) { tell(amount) }
        func decrement(by amount: Double) { tell(-amount) }
        func record(_ value: Int64) { tell(value) }
        func record(_ value: Double) { tell(value) }
        func set(_ value: Int64) { tell(value) }
        func set(_ value: Double) { tell(value) }
        func recordNanoseconds(_ duration: Int64) { tell(duration) }
        func reset() {}
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Handler("counter", label, dimensions, self)
    }
    func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        Handler("sum", label, dimensions, self)
    }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Handler("recorder", label, dimensions, self)
    }
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        Handler("meter", label, dimensions, self)
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Handler("timer", label, dimensions, self)
    }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
