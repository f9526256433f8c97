package import CoreMetrics
import Synchronization
package import ToolRouter

/// Hands the metrics to swift-metrics, so that a user can plug in another back end: whatever `MetricsFactory` the process was
/// bootstrapped with gets them, under the names of the exposition.
///
/// Counters get what was added since the last time, gauges get what they are; that happens at `push`. Times are handed on
/// one by one as they are taken, as timers, since swift-metrics knows no histograms; percentiles are left to the back end.
/// Money is a `FloatingPointCounter` there: the exact figure is the exposition's.
package final class MetricsBridge: LatencyListener {
    /// One metric for one set of labels.
    private struct Key: Hashable {
        let name: String
        let labels: [String]
    }

    private struct State {
        var counters: [Key: (counter: Counter, pushed: Int)] = [:]
        var sums: [Key: (counter: FloatingPointCounter, pushed: Money)] = [:]
        var meters: [Key: Meter] = [:]
    }

    /// Two for each planner, and those of requests.
    private static let mostTimers = 2 * Latencies.mostPlanners + 2 * Answer.Outcome.Kind.allCases.count

    private let factory: any MetricsFactory
    private let state = Mutex(State())
    /// Apart, since requests wait for it: a push may take as long as the back end likes.
    private let timers = Mutex<[LatencySeries: CoreMetrics.Timer]>([:])

    /// Hands everything to `factory`; the usual one is that of the process.
    package init(_ factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
    }

    /// Hands on what was counted since the last time, and how everything stands now. Readings come in the order in which they
    /// were taken; there are as many handles as there are samples, whose labels are bounded.
    package func push(_ readings: MetricReadings) {
        state.withLock { state in
            for definition in MetricDefinition.all where definition.kind != .histogram && definition.kind != .summary {
                for sample in definition.read(readings) { push(sample, of: definition, &state) }
            }
        }
    }

    package func observe(_ observation: LatencyObservation) {
        let timer = timers.withLock { timers in
            if let timer = timers[observation.series] { return timer as CoreMetrics.Timer? }
            guard timers.count < Self.mostTimers else { return nil }
            let (metric, labels) = (observation.series.metric, observation.series.labels)
            let timer = CoreMetrics.Timer(
                label: metric.name, dimensions: Array(zip(metric.labels, labels)), factory: factory)
            timers[observation.series] = timer
            return timer
        }
        timer?.recordNanoseconds(observation.nanoseconds)
    }

    private func push(_ sample: MetricSample, of definition: MetricDefinition, _ state: inout State) {
        let key = Key(name: definition.name, labels: sample.labels)
        let dimensions = Array(zip(definition.labels, sample.labels))
        switch (definition.kind, sample.value) {
        case (.counter, .count(let count)):
            var entry =
                state.counters[key]
                ?? (Counter(label: key.name, dimensions: dimensions, factory: factory), 0)
            if count > entry.pushed { entry.counter.increment(by: count - entry.pushed) }
            entry.pushed = max(entry.pushed, count)
            state.counters[key] = entry
        case (.counter, .money(let money)): add(money, to: key, dimensions, &state)
        case (.counter, .time(let time)):
            // The same sum of exact decimals: a second is as long as a dollar is dear.
            add(
                Money(yoctodollars: Int128(time.wholeNanoseconds) * Self.yoctosecondsPerNanosecond), to: key,
                dimensions, &state)
        case (.gauge, .count(let count)), (.info, .count(let count)):
            let meter = state.meters[key] ?? Meter(label: key.name, dimensions: dimensions, factory: factory)
            meter.set(count)
            state.meters[key] = meter
        case (.gauge, .money(let money)):
            let meter = state.meters[key] ?? Meter(label: key.name, dimensions: dimensions, factory: factory)
            meter.set(Self.dollars(money))
            state.meters[key] = meter
        case (.histogram, _), (.summary, _):
            break
        case (_, .histogram), (.info, .money), (.gauge, .time), (.info, .time):
            preconditionFailure("\(definition.name) is a \(definition.kind.rawValue) and can't be \(sample.value)")
        }
    }

    private static let yoctosecondsPerNanosecond = Int128(1_000_000_000_000_000)

    /// Adds to a counter what a sum has grown by.
    private func add(_ sum: Money, to key: Key, _ dimensions: [(String, String)], _ state: inout State) {
        var entry =
            state.sums[key]
            ?? (FloatingPointCounter(label: key.name, dimensions: dimensions, factory: factory), .zero)
        if sum > entry.pushed { entry.counter.increment(by: Self.dollars(sum - entry.pushed)) }
        entry.pushed = max(entry.pushed, sum)
        state.sums[key] = entry
    }

    /// The nearest number to the exact amount.
    private static func dollars(_ money: Money) -> Double {
        // A decimal literal is a number.
        Double(money.usdText)!
    }
}

extension MetricsBridge {
    /// Pushes every `interval`, and once more at the end, until the task is cancelled.
    package func run(
        every interval: Duration, on scheduler: any Scheduler, _ readings: @Sendable () async -> MetricReadings
    ) async {
        repeat {
            push(await readings())
        } while (try? await scheduler.sleep(for: interval)) != nil
        push(await readings())
    }
}
