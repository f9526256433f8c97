import Synchronization

/// How many calls of each endpoint are under way.
final class EndpointPlaces: Sendable {
    private let taken = Mutex<[String: Int]>([:])

    /// Takes a place; false where there are `most` already.
    func take(_ endpoint: String, of most: Int) -> Bool {
        taken.withLock { taken in
            guard taken[endpoint, default: 0] < most else { return false }
            taken[endpoint, default: 0] += 1
            return true
        }
    }

    /// Gives a place back.
    func give(_ endpoint: String) {
        taken.withLock { $0[endpoint, default: 0] -= 1 }
    }
}
