import Synchronization

/// Counts the replies of each route by the class of their status: for metrics.
final class RouteCounts: Sendable {
    /// Statuses from 100 to 599 have five classes.
    private static let classes = 5

    /// One count.
    struct Count: Hashable, Sendable {
        /// The path of the route; `other` for what has none.
        let route: String
        /// The class of the status, such as `2xx`.
        let status: String
        let count: Int
    }

    private let names: [String]
    private let counts: Mutex<[Int]>

    /// - Parameter routes: the paths, by the numbers of their routes.
    init(_ routes: [String]) {
        names = routes + ["other"]
        counts = Mutex([Int](repeating: 0, count: (routes.count + 1) * Self.classes))
    }

    /// A reply left: on the route of that number, on none where it is nil.
    func add(_ route: Int?, status: Int) {
        let group = min(max(status / 100, 1), Self.classes) - 1
        let place = (route ?? names.count - 1) * Self.classes + group
        counts.withLock { $0[place] += 1 }
    }

    /// All counts that are not zero, in the order of the routes; routes of one path are one.
    var all: [Count] {
        let counts = counts.withLock { $0 }
        var sums: [(key: Key, count: Int)] = []
        for (place, count) in counts.enumerated() where count > 0 {
            let key = Key(route: names[place / Self.classes], group: place % Self.classes + 1)
            if let index = sums.firstIndex(where: { $0.key == key }) {
                sums[index].count += count
            } else {
                sums.append((key, count))
            }
        }
        return sums.map { Count(route: $0.key.route, status: "\($0.key.group)xx", count: $0.count) }
    }

    private struct Key: Hashable {
        let route: String
        let group: Int
    }
}
