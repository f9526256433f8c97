/// The attributes of one series of a metric, in the order of their names, which no two share.
struct MetricLabels: Hashable, Comparable {
    /// One attribute.
    struct Pair: Hashable {
        let name: String
        let value: String
    }

    private(set) var pairs: [Pair] = []

    /// Those with a value.
    init(_ values: KeyValuePairs<String, String?>) {
        pairs = values.compactMap { name, value in value.map { Pair(name: name, value: $0) } }
        pairs.sort { $0.name < $1.name }
    }

    /// These and one more.
    func with(_ name: String, _ value: String) -> MetricLabels {
        var labels = self
        labels.pairs.append(Pair(name: name, value: value))
        labels.pairs.sort { $0.name < $1.name }
        return labels
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool {
        left.pairs.lexicographicallyPrecedes(right.pairs) { ($0.name, $0.value) < ($1.name, $1.value) }
    }
}
