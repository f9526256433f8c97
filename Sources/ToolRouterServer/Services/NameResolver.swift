/// Tells the addresses of a name.
protocol NameResolver: Sendable {
    /// The addresses of `name`, in the order in which they are to be tried, in digits; empty where it has none. It may take as long as
    /// it likes, and ends soon after its task is cancelled.
    func addresses(of name: String) async throws(NameResolverBusy) -> [String]
}

/// So many names are being looked up that no more is begun.
struct NameResolverBusy: Error {}
