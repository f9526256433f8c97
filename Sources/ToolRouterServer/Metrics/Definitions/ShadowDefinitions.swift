import ToolRouter

extension MetricDefinition {
    static let shadows = [
        MetricDefinition(
            "toolrouter_shadow_eligible_total", .counter,
            "Requests a candidate could have been asked about, those that are not in its sample among them.",
            labels: ["candidate"]
        ) { readings in
            candidates(readings).map { MetricSample([$0.name.text], $0.totals.reached(.eligible)) }
        },
        MetricDefinition(
            "toolrouter_shadow_sampled_total", .counter, "Requests in a candidate's sample.", labels: ["candidate"]
        ) { readings in
            candidates(readings).map { MetricSample([$0.name.text], $0.totals.reached(.sampled)) }
        },
        MetricDefinition(
            "toolrouter_shadow_requests_total", .counter,
            "What came of the requests in a candidate's sample: how it was compared, or why it was not.",
            labels: ["candidate", "end"]
        ) { readings in
            candidates(readings).flatMap { name, totals in
                ShadowEnd.allCases.map { MetricSample([name.text, $0.rawValue], totals.ends[$0]) }
            }
        },
        MetricDefinition(
            "toolrouter_shadow_same_reads_total", .counter,
            "Requests of end `different` for which both plans read the same.", labels: ["candidate"]
        ) { readings in
            candidates(readings).map { MetricSample([$0.name.text], $0.totals.differentWithSameReads) }
        },
        MetricDefinition(
            "toolrouter_shadow_pairs_total", .counter,
            "What the guard said to the plans of the current planner and of the candidate, where both replied.",
            labels: ["candidate", "current_verdict", "candidate_verdict"]
        ) { readings in
            candidates(readings).flatMap { name, totals in
                VerdictPair.all.map {
                    MetricSample([name.text, $0.current.rawValue, $0.candidate.rawValue], totals.pairs[$0])
                }
            }
        },
        MetricDefinition(
            "toolrouter_shadow_compared_cost_usd_total", .counter, in: .usd,
            "Cost of one attempt at the requests that were compared, as far as it is known, by whose it is.",
            labels: ["candidate", "side"]
        ) { readings in
            sides(readings) {
                .money($0.cost)
            } current: {
                .money($0.cost)
            }
        },
        MetricDefinition(
            "toolrouter_shadow_compared_unpriced_total", .counter,
            "Requests that were compared and whose cost is not known, by whose attempt it is.",
            labels: ["candidate", "side"]
        ) { readings in
            sides(readings) {
                .count($0.unpriced)
            } current: {
                .count($0.unpriced)
            }
        },
        MetricDefinition(
            "toolrouter_shadow_compared_seconds_total", .counter, in: .seconds,
            "How long one attempt took at the requests that were compared, by whose it is.",
            labels: ["candidate", "side"]
        ) { readings in
            candidates(readings).flatMap { name, totals in
                [
                    MetricSample([name.text, "current"], .time(totals.compared.currentTime)),
                    MetricSample([name.text, "candidate"], .time(totals.compared.candidateTime)),
                ]
            }
        },
    ]

    /// A sample for each side of each candidate's comparisons.
    private static func sides(
        _ readings: MetricReadings, _ candidate: (SpendingSum) -> MetricSample.Value,
        current: (SpendingSum) -> MetricSample.Value
    ) -> [MetricSample] {
        candidates(readings).flatMap { name, totals in
            [
                MetricSample([name.text, "current"], current(totals.compared.current)),
                MetricSample([name.text, "candidate"], candidate(totals.compared.candidate)),
            ]
        }
    }

    /// The candidates of the router, and those that events name.
    private static func candidates(_ readings: MetricReadings) -> [(name: PlannerName, totals: ShadowTotals)] {
        var names = Set(readings.totals.shadows.keys)
        for (circuit, _) in readings.standing.circuits {
            if case .candidate(let name) = circuit { names.insert(name) }
        }
        return names.sorted().map { ($0, readings.totals.shadows[$0] ?? ShadowTotals()) }
    }
}
