/// Numbers things of two tables in the order they are first seen, so that equal things have equal numbers.
struct SharedNumbering<Thing: Hashable> {
    private var numbers: [Thing: Int] = [:]

    mutating func number(_ thing: Thing) -> Int {
        if let known = numbers[thing] { return known }
        let next = numbers.count
        numbers[thing] = next
        return next
    }

    /// The number of each thing and how many numbers there are; nil unless both sides have each thing equally often.
    static func classes(left: [Thing], right: [Thing]) -> (left: [Int], right: [Int], count: Int)? {
        guard left.count == right.count else { return nil }
        var numbering = SharedNumbering()
        let leftNumbers = left.map { numbering.number($0) }
        let count = numbering.numbers.count
        var surplus = Array(repeating: 0, count: count)
        for number in leftNumbers { surplus[number] += 1 }

        var rightNumbers: [Int] = []
        rightNumbers.reserveCapacity(right.count)
        for thing in right {
            guard let number = numbering.numbers[thing], surplus[number] > 0 else { return nil }
            surplus[number] -= 1
            rightNumbers.append(number)
        }
        return (leftNumbers, rightNumbers, count)
    }
}
