import ToolRouter
import ToolRouterFormats

/// How the service stands, for the panel of the front page.
extension ServiceResponder {
    func status() -> HTTPReply {
        let totals = live.metrics.totals
        let times = live.metrics.requestTimes
        let now = live.scheduler.now
        return .json { writer in
            writer.member("version", build.version)
            writer.member("ready", !isEnding && live.audit?.isAccepting ?? true)
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
            writer.member("spend_usd", totals.cost.usdText)
            writer.member("unpriced_calls", totals.unpricedReplies)
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
}
