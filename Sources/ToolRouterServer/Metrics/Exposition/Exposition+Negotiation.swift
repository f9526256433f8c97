extension Exposition {
    /// The longest header that is read, in bytes; a longer one is as good as none. Prometheus 3 sends 300.
    static let longestAccept = 4_096

    /// The format for a scraper that sends this header `Accept`: of those it names the one it wants most, and Prometheus'
    /// text format 0.0.4 where it names none of ours (prometheus.io/docs/instrumenting/content_negotiation).
    package static func negotiate(accept: String?) -> ExpositionFormat {
        guard let accept, accept.utf8.count <= longestAccept else { return .usual }
        for type in AcceptedType.list(accept) where type.quality > 0 {
            if let format = format(for: type) { return format }
        }
        return .usual
    }

    private static func format(for type: AcceptedType) -> ExpositionFormat? {
        // Other schemes than these two are for names that we do not have; without a scheme it is underscores.
        let escaping = type.parameters["escaping"].flatMap(ExpositionFormat.Escaping.init) ?? .underscores
        switch (type.type, type.parameters["version"]) {
        case ("application/openmetrics-text", "1.0.0"), ("application/openmetrics-text", nil):
            return ExpositionFormat(.openMetrics(isVersion1: true), escaping: escaping)
        case ("application/openmetrics-text", "0.0.1"): return ExpositionFormat(.openMetrics(isVersion1: false))
        case ("text/plain", "1.0.0"): return ExpositionFormat(.text(isVersion1: true), escaping: escaping)
        case ("text/plain", "0.0.4"), ("text/plain", nil), ("text/*", _), ("*/*", _): return .usual
        default: return nil
        }
    }
}
