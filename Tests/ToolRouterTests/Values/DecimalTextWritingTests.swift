import Testing
import ToolRouter

/// Decimal numbers as they are written.
@Suite struct DecimalTextWritingTests {
    @Test(
        arguments: [
            (0, 0, "0"), (0, 24, "0"), (5, 0, "5"), (-5, 0, "-5"), (1_234, 3, "1.234"), (1_200, 3, "1.2"),
            (1_000, 3, "1"),
            (34, 3, "0.034"), (100, 3, "0.1"), (-34, 3, "-0.034"), (1, 24, "0.000000000000000000000001"), (10, 1, "1"),
            (Int128.max, 24, "170141183460469.231731687303715884105727"),
            (-Int128.max, 24, "-170141183460469.231731687303715884105727"), (Int128.max, 0, "\(Int128.max)"),
            (Int128(UInt64.max), 6, "18446744073709.551615"),
        ] as [(Int128, Int, String)])
    func `a number is written without zeros at its end`(row: (scaled: Int128, digits: Int, text: String)) {
        #expect(DecimalText.format(row.scaled, fractionDigits: row.digits) == row.text)
        #expect(DecimalText(row.text, fractionDigits: row.digits)?.scaled == row.scaled)
    }
}
