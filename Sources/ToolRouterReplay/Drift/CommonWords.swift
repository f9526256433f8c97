/// A longest common subsequence.
enum CommonWords {
    /// The places of a longest common subsequence of both lists, in order; needs memory for each pair of places, two bytes,
    /// and lists shorter than 65,536.
    static func pairs(_ left: [Int], _ right: [Int]) -> [(Int, Int)] {
        guard !left.isEmpty, !right.isEmpty else { return [] }
        let width = right.count + 1
        // Lengths of the longest common subsequences of what follows each pair of places.
        var lengths = [UInt16](repeating: 0, count: (left.count + 1) * width)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row * width + column] =
                    left[row] == right[column]
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var pairs: [(Int, Int)] = []
        var (row, column) = (0, 0)
        while row < left.count, column < right.count {
            if left[row] == right[column] {
                pairs.append((row, column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return pairs
    }
}
