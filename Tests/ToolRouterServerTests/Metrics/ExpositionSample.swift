import Testing
import ToolRouter

/// One line of an exposition, read by a reader of its own: values stay exact decimals.
struct ExpositionSample {
    let name: String
    let labels: [String: String]
    let value: Money

    /// The samples of an exposition whose labels have no escapes.
    static func samples(of text: String) throws -> [ExpositionSample] {
        try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let space = try #require(line.lastIndex(of: " "))
            let series = line[..<space]
            let value = try #require(Money(usd: line[line.index(after: space)...]), "\(line)")
            let name = String(series.prefix { $0 != "{" })
            let labels = try series.dropFirst(name.count).trimmingPrefix("{").split(separator: "\",")
                .map { part in
                    let pair = part.split(separator: "=\"", maxSplits: 1, omittingEmptySubsequences: false)
                    try #require(pair.count == 2, "\(line)")
                    return (String(pair[0]), String(pair[1].prefix { $0 != "\"" }))
                }
            return ExpositionSample(
                name: name, labels: Dictionary(labels, uniquingKeysWith: { first, _ in first }), value: value)
        }
    }
}

extension [ExpositionSample] {
    /// The sum over all samples of that name with these labels.
    func sum(_ name: String, _ labels: [String: String] = [:]) -> Money {
        filter { sample in sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value } }
            .reduce(.zero) { $0 + $1.value }
    }
}

extension Money {
    /// A count, as a reader of decimals sees it.
    static func count(_ count: Int) -> Money { .dollar * count }
}
