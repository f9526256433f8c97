import ToolRouter
import ToolRouterFormats

extension Timeline {
    /// Writes it for the page: columns of numbers, one number for each bin that anything is in.
    func write(to writer: inout JSONWriter) {
        let filled = (0..<bins.count).filter { bin in
            TimelineBins.Series.allCases.contains { bins.count(of: $0, in: bin) > 0 } || bins.spent(in: bin) != .zero
        }
        writer.object { file in
            file.member("width_us", bins.width)
            file.member("bins", bins.count)
            file.member("start", start.map { RFC3339.text($0) })
            file.numbers("filled", filled) { $0.integer($1) }
            file.member(
                "series",
                object: { list in
                    for series in TimelineBins.Series.allCases where bins.has(series) {
                        list.numbers(series.rawValue, filled) { $0.integer(bins.count(of: series, in: $1)) }
                    }
                })
            if filled.contains(where: { bins.spent(in: $0) != .zero }) {
                file.numbers("cost_usd", filled) { $0.literal(bins.spent(in: $1).usdText) }
            }
            for (name, hundredths) in [("p50_us", 50), ("p95_us", 95)] {
                file.numbers(name, filled) { $0.integer(bins.percentile(hundredths, in: $1)) }
            }
            file.numbers("slowest_us", filled) { $0.integer(bins.slowest(in: $1)) }
            file.member(
                "lanes",
                array: { list in
                    for lane in lanes { lane.write(to: &list) }
                })
            file.member("changes_omitted", omittedChanges)
            file.member(
                "faults",
                array: { list in
                    for rule in faults { rule.write(to: &list) }
                })
            file.member("faults_omitted", omittedFaults)
        }
    }
}

extension Timeline.Lane {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { lane in
            lane.member("name", name)
            lane.member(
                "changes",
                array: { list in
                    for change in changes {
                        list.array { item in
                            item.integer(change.at)
                            item.string(change.state.rawValue)
                            item.string(change.reason)
                        }
                    }
                })
        }
    }
}

extension Timeline.Faults {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { rule in
            rule.member("rule", self.rule)
            rule.member("target", target)
            rule.member("count", count)
            rule.numbers("at_us", marks) { $0.integer($1) }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func numbers<Value>(
        _ name: String, _ values: [Value], _ write: (inout JSONWriter, Value) -> Void
    ) {
        member(
            name,
            array: { list in
                for value in values { write(&list, value) }
            })
    }
}
