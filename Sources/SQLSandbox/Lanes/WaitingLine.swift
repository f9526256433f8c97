/// Those who wait, first come first served; leaving from any place costs the same.
struct WaitingLine<Element> {
    private var elements: [Int: Element] = [:]
    private var first = 0
    private var next = 0

    /// How many wait.
    var count: Int { elements.count }

    /// Adds `element` at the end and gives its place.
    mutating func join(_ element: Element) -> Int {
        defer { next += 1 }
        elements[next] = element
        return next
    }

    /// Takes whoever is at `place`; nil when they have gone.
    mutating func leave(_ place: Int) -> Element? {
        elements.removeValue(forKey: place)
    }

    /// Takes the one who has waited longest; nil when nobody waits.
    mutating func takeFirst() -> Element? {
        while first < next {
            defer { first += 1 }
            if let element = elements.removeValue(forKey: first) { return element }
        }
        return nil
    }
}
