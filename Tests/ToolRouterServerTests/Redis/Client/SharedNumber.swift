import Synchronization

/// A number that several tasks and threads count up.
final class SharedNumber: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }

    func add(_ count: Int = 1) {
        number.add(count, ordering: .relaxed)
    }
}
