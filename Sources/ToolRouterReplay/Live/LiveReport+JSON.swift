import ToolRouter
import ToolRouterFormats

extension LiveReport {
    /// The text of `live.json`.
    package var json: String {
        var writer = JSONWriter(isIndented: true)
        writer.object { file in
            file.member("version", 1)
            file.member("verdict", verdict.rawValue)
            file.member("interrupted", isInterrupted)
            file.member(
                "scenarios",
                array: { list in
                    for scenario in scenarios { scenario.write(to: &list) }
                })
        }
        return writer.text + "\n"
    }
}

extension LiveScenarioReport {
    /// At which level the interval is given; a gate has its own.
    static let alpha = Ratio(millionths: 50_000)

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { scenario in
            scenario.member("name", self.scenario)
            scenario.member("verdict", verdict.rawValue)
            scenario.member("planner", planner.text)
            scenario.member("model", model)
            scenario.member("runs_wanted", wantedRuns)
            scenario.member("ended_by", endedBy?.rawValue)
            scenario.key("cost_usd")
            scenario.array { list in
                for cost in costs { if let cost { list.literal(cost.usdText) } else { list.null() } }
            }
            scenario.member(
                "standing",
                object: { standing in
                    for name in LiveCase.Standing.allCases { standing.member(name.rawValue, count(name)) }
                })
            scenario.member("trials", estimates.trials)
            scenario.member("passes", estimates.passes)
            scenario.member(
                "pass_rate",
                object: { rate in
                    let interval = estimates.interval(alpha: Self.alpha)
                    rate.key("rate")
                    if estimates.trials > 0 {
                        rate.literal(FixedDigits.rate(Double(estimates.passes) / Double(estimates.trials)))
                    } else {
                        rate.null()
                    }
                    rate.key("lower")
                    rate.literal(FixedDigits.rate(interval.lower))
                    rate.key("upper")
                    rate.literal(FixedDigits.rate(interval.upper))
                })
            scenario.member(
                "pass_all",
                array: { list in
                    for (k, rate, cases) in estimates.passAll {
                        list.object { estimate in
                            estimate.member("k", k)
                            estimate.key("rate")
                            estimate.literal(FixedDigits.rate(rate))
                            estimate.member("cases", cases)
                        }
                    }
                })
            scenario.key("gate")
            if let gate {
                scenario.object { member in
                    member.member("metric", gate.name)
                    member.member("passed", gate.isPassed)
                    member.member("outcome", gate.outcome.rawValue)
                    member.member("figures", gate.words)
                }
            } else {
                scenario.null()
            }
            scenario.member(
                "cases",
                array: { list in
                    for testCase in cases { testCase.write(to: &list) }
                })
        }
    }
}

extension LiveCase {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { line in
            line.member("id", id.text)
            if let question { line.member("question", question) }
            line.member("standing", standing.rawValue)
            line.member("required", isRequired)
            line.member("trials", trials)
            line.member("passes", passes)
            line.member("unsafe", unsafe)
            line.member(
                "problems",
                array: { list in
                    for (words, count) in problems {
                        list.object { problem in
                            problem.member("problem", words)
                            problem.member("count", count)
                        }
                    }
                })
        }
    }
}
