import ToolRouter
import ToolRouterFormats

/// How the service stands, for the panel of the front page.
extension ServiceResponder {
    /// What was spent is told to admins only, where there are keys by which they can be told.
    func status(_ routed: RoutedCall) -> HTTPReply {
        let showsMoney = !identities.hasKeys || routed.identity?.isAdmin ?? false
        let totals = live.metrics.totals
        let times = live.metrics.requestTimes
        let now = live.scheduler.now
        return .json { writer in
            writer.member("version", build.version)
            writer.member("ready", !isEnding && auditProblem == nil)
            writer.member("uptime_s", (now - startedAt).wholeNanoseconds / 1_000_000_000)
            writer.member(
                "requests",
                object: { writer in
                    writer.member("total", totals.requests)
                    for outcome in Answer.Outcome.Kind.allCases {
                        writer.member(outcome.rawValue, totals.outcomes[outcome.rawValue])
                    }
                    writer.member("in_flight", live.router.load.requests)
                })
            writer.member(
                "cache",
                object: { writer in
                    writer.member("hits", totals.cacheHits)
                    writer.member("misses", totals.cacheMisses)
                    writer.key("hit_ratio")
                    if let ratio = totals.cacheHitRatio { writer.literal(ratio.decimalText) } else { writer.null() }
                })
            writeBreakers(to: &writer)
            writer.member(
                "stores",
                array: { list in
                    for (store, status) in live.router.stores {
                        list.object { writer in
                            writer.member("store", store.rawValue)
                            writer.member("state", status.state.rawValue)
                        }
                    }
                })
            writeShadows(totals, to: &writer)
            writeRecorder(to: &writer)
            writer.member("spend_usd", showsMoney ? Optional(totals.cost.usdText) : nil)
            writer.member("unpriced_calls", showsMoney ? Optional(totals.unpricedReplies) : nil)
            writer.member(
                "latency_ms",
                object: { writer in
                    for (name, percent) in [("p50", 50.0), ("p95", 95.0), ("p99", 99.0)] {
                        writer.key(name)
                        writer.literal(DecimalText.format(Int128(times.percentile(percent)), fractionDigits: 6))
                    }
                })
            writer.key("databases")
            writer.array(live.settings.databases.map(\.name.text))
            writer.key("examples")
            writer.array(settings.examples)
            writer.member("needs_key", identities.needsKey)
        }
    }

    /// Writes the member `recorder`; null without one.
    private func writeRecorder(to writer: inout JSONWriter) {
        guard let status = live.recorder?.status else {
            writer.key("recorder")
            writer.null()
            return
        }
        writer.member(
            "recorder",
            object: { writer in
                writer.member("state", status.isFailing ? "failing" : "recording")
                writer.member("written", status.written)
                writer.member("dropped", status.dropped)
                writer.member("segments", status.segments)
                writer.member("recent", status.recentRequests)
            })
    }
}
