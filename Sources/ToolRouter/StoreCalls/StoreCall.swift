/// Calls to a store.
enum StoreCall {
    /// What a store in this process says: it neither waits nor fails.
    static func inside<Value: Sendable>(_ work: () async throws(StoreFailure) -> Value) async -> Value {
        do throws(StoreFailure) {
            return try await work()
        } catch {
            preconditionFailure("a store that never waits failed: \(error)")
        }
    }
}
