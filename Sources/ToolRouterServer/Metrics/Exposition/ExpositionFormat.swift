/// One of the text formats that scrapers of metrics understand.
package struct ExpositionFormat: Hashable, Sendable {
    /// The formats.
    package enum Kind: Hashable, Sendable {
        /// Prometheus' own text format, version 0.0.4 or 1.0.0; the latter can carry names of any characters.
        case text(isVersion1: Bool)
        /// OpenMetrics, version 0.0.1 or 1.0.0: the same text.
        case openMetrics(isVersion1: Bool)
    }

    /// How names are written that have characters other than letters, digits, `_` and `:`
    /// (prometheus.io/docs/instrumenting/escaping_schemes).
    package enum Escaping: String, Hashable, Sendable {
        /// With `_` in their place.
        case underscores
        /// As they are, in quotes.
        case allowUTF8 = "allow-utf-8"
    }

    package var kind: Kind
    package var escaping: Escaping

    package init(_ kind: Kind, escaping: Escaping = .underscores) {
        self.kind = kind
        self.escaping = escaping
    }

    /// What everything reads that reads any of them.
    package static let usual = ExpositionFormat(.text(isVersion1: false))

    /// Whether it is OpenMetrics.
    package var isOpenMetrics: Bool { if case .openMetrics = kind { true } else { false } }

    /// The value of the header `Content-Type`.
    package var contentType: String {
        let escaping = "; escaping=\(self.escaping.rawValue)"
        return switch kind {
        case .text(false): "text/plain; version=0.0.4; charset=utf-8"
        case .text(true): "text/plain; version=1.0.0; charset=utf-8" + escaping
        case .openMetrics(false): "application/openmetrics-text; version=0.0.1; charset=utf-8"
        case .openMetrics(true): "application/openmetrics-text; version=1.0.0; charset=utf-8" + escaping
        }
    }
}
