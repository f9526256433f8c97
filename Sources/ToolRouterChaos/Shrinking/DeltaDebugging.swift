/// The search for a small part of a list that still does what the whole does (Zeller and Hildebrandt, "Simplifying and
/// Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002: the algorithm ddmin).
package enum DeltaDebugging {
    /// A part of `elements`, in their order, that `holds` and from which no single element can be taken away: then it would not.
    ///
    /// `holds` is true of `elements`, and is asked about parts of it only. It need not be monotone: a part may hold though a larger one does
    /// not. About n tries where few elements matter, up to n² at worst.
    ///
    /// - Parameter least: how many elements are kept at least.
    package static func minimum<Element>(
        of elements: [Element], keeping least: Int = 0, holds: ([Element]) throws -> Bool
    ) rethrows -> [Element] {
        var rest = elements
        if least == 0, !rest.isEmpty, try holds([]) { return [] }
        var pieces = 2
        while rest.count > max(least, 1) {
            let bounds = (0...pieces).map { $0 * rest.count / pieces }
            var found: [Element]?
            if pieces > 1, rest.count / pieces >= max(least, 1), pieces < rest.count {
                for (from, to) in zip(bounds, bounds.dropFirst()) where to > from {
                    let part = Array(rest[from..<to])
                    if try holds(part) {
                        found = part
                        break
                    }
                }
            }
            if let found {
                (rest, pieces) = (found, 2)
                continue
            }
            // The last pieces first: what comes late is most often what comes after the failure.
            for (from, to) in zip(bounds, bounds.dropFirst()).reversed() where to > from {
                let complement = Array(rest[..<from] + rest[to...])
                if complement.count >= least, try holds(complement) {
                    found = complement
                    break
                }
            }
            if let found {
                rest = found
                pieces = min(max(pieces - 1, 2), max(rest.count, 2))
            } else if pieces >= rest.count {
                break
            } else {
                pieces = min(pieces * 2, rest.count)
            }
        }
        return rest
    }

    /// `elements` without pairs of them that can be taken away together, though neither can be alone: a question and the one that it is
    /// repeated by, say. For short lists.
    package static func withoutPairs<Element>(
        _ elements: [Element], keeping least: Int = 0, holds: ([Element]) throws -> Bool
    ) rethrows -> [Element] {
        var rest = elements
        var second = rest.count - 1
        while second >= 1 {
            var first = second - 1
            while first >= 0, rest.count - 2 >= least {
                var fewer = rest
                fewer.remove(at: second)
                fewer.remove(at: first)
                if try holds(fewer) {
                    rest = fewer
                    second = min(second, rest.count)
                    break
                }
                first -= 1
            }
            second -= 1
        }
        return rest
    }
}
