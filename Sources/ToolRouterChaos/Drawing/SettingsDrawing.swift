import ToolRouterFormats

/// Draws what is configured otherwise: a few settings at their edges.
struct SettingsDrawing {
    private let knobs: [SettingKnob]
    private var draws: DrawSequence

    /// - Parameter settings: those that schedules begin with: what is switched off there has no edges.
    init(_ settings: RouterSettings, seed: UInt64) {
        knobs = SettingKnobs.all.filter { settings.cache != nil || !$0.key.hasPrefix("cache.") }
        draws = DrawSequence(seed: seed, "settings")
    }

    mutating func changes() -> [SettingChange] {
        let count = draws.one(of: [0, 0, 1, 2, 3, 5, 8])
        return draws.some(count, of: knobs).map { knob in
            SettingChange(key: knob.key, value: draws.one(of: knob.values).text)
        }
    }
}
