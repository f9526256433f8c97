import ToolRouter

extension ServiceResponder {
    /// How far the requests came that candidates could be asked about, candidate by candidate.
    func writeShadows(_ totals: Totals, to writer: inout JSONWriter) {
        writer.member(
            "shadows",
            array: { list in
                for case (.candidate(let name), _) in live.router.circuits() {
                    let shadow = totals.shadows[name] ?? ShadowTotals()
                    list.object { writer in
                        writer.member("candidate", name.text)
                        writer.member("self_noise", name == .selfNoise)
                        for step in ShadowStep.allCases { writer.member(step.rawValue, shadow.reached(step)) }
                        writer.member(
                            "ends",
                            object: { writer in
                                for end in ShadowEnd.allCases { writer.member(end.rawValue, shadow.ends[end]) }
                            })
                        for discordance in VerdictPair.Discordance.allCases {
                            writer.member("approved_\(discordance.rawValue)", shadow.discordant(discordance))
                        }
                    }
                }
            })
    }
}
