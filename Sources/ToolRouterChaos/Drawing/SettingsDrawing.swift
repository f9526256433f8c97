import ToolRouterFormats

/// Draws what is configured otherwise: a few settings at their edges, every other time of one section only, since those work
/// together.
struct SettingsDrawing {
    private let knobs: [SettingKnob]
    /// The sections that they are of, in their order.
    private let sections: [String]
    private var draws: DrawSequence

    /// - Parameter settings: those that schedules begin with: what is switched off there has no edges.
    init(_ settings: RouterSettings, seed: UInt64) {
        knobs = SettingKnobs.all.filter { settings.cache != nil || $0.section != "cache" }
        sections = knobs.map(\.section).reduce(into: []) { sections, section in
            if sections.last != section { sections.append(section) }
        }
        draws = DrawSequence(seed: seed, "settings")
    }

    mutating func changes() -> [SettingChange] {
        let count = draws.one(of: [0, 0, 1, 2, 3, 5, 8])
        let section = draws.happens(50) ? draws.one(of: sections) : nil
        return draws.some(count, of: knobs.filter { section == nil || $0.section == section }).map { knob in
            SettingChange(key: knob.key, value: draws.one(of: knob.values).text)
        }
    }
}

extension SettingKnob {
    /// The section of scenario.yaml that the setting is in.
    fileprivate var section: String { String(key.prefix { $0 != "." }) }
}
