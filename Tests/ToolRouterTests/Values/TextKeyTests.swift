import Testing
import ToolRouter

@Suite struct TextKeyTests {
    @Test(arguments: [
        ("the same", "SELECT 1", "SELECT 1", true),
        ("empty", "", "", true),
        ("a prefix", "SELECT 1", "SELECT 12", false),
        ("the last byte", "12345678a", "12345678b", false),
        ("the eighth byte", "1234567a9", "1234567b9", false),
        ("a NUL at the end", "a", "a\0", false),
        ("equal in Unicode, other bytes", "é", "e\u{301}", false),
    ])
    func `two keys are one exactly when their bytes are`(row: (name: String, left: String, right: String, same: Bool)) {
        // Made anew, so that they are two objects.
        let (left, right) = (TextKey(String(Array(row.left))), TextKey(String(Array(row.right))))
        #expect((left == right) == row.same, "\(row.name)")
        #expect(Set([left, right]).count == (row.same ? 1 : 2), "\(row.name)")
    }

    @Test func `texts that look alike have numbers of their own`() {
        var numbers: Set<UInt64> = []
        for count in 0..<40 {
            for place in 0..<max(count, 1) {
                for byte: UInt8 in [0, 1, 128, 255] where count > 0 || byte == 0 {
                    var bytes = [UInt8](repeating: 0, count: count)
                    if count > 0 { bytes[place] = byte }
                    if byte == 0, place > 0 { continue }
                    numbers.insert(bytes.withUnsafeBytes { QuickHash($0).value })
                }
            }
        }
        // One of zeros of each length, and three for each place of each.
        #expect(numbers.count == 40 + 3 * (0..<40).reduce(0, +))
    }
}
