/// A store outside and why it had nothing to say.
public struct StoreTrouble: Hashable, Sendable {
    public var outside: Outside
    public var failure: StoreFailure

    public init(outside: Outside, failure: StoreFailure) {
        self.outside = outside
        self.failure = failure
    }
}
