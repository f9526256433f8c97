import Synchronization

/// The catalogue that bills are made by at the moment. Another one can take its place while a router answers.
final class PriceShelf: Sendable {
    private let catalogue: Mutex<PriceCatalogue>

    init(_ catalogue: PriceCatalogue) {
        self.catalogue = Mutex(catalogue)
    }

    /// The catalogue.
    var current: PriceCatalogue { catalogue.withLock { $0 } }

    /// Puts another one in its place.
    func put(_ other: PriceCatalogue) {
        catalogue.withLock { $0 = other }
    }
}
