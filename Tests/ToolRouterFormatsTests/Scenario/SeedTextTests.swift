import Testing
import ToolRouterFormats

struct SeedTextTests {
    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("18446744073709551615", .max),
            ("00112233445566778899aabbccddeeff00112233", 0x0011_2233_4455_6677),
            ("FFEEDDCCBBAA99887766554433221100ffeeddcc", 0xFFEE_DDCC_BBAA_9988),
            ("1111111111111111111111111111111111111111", 0x1111_1111_1111_1111),
        ] as [(String, UInt64)])
    func `a number or a commit is a seed`(text: String, seed: UInt64) {
        #expect(SeedText.parse(text) == seed)
    }

    @Test(
        arguments: [
            "", "-1", "+1", "01", "1.5", "0x10", "18446744073709551616", "abc", "٧",
            "00112233445566778899aabbccddeeff0011223", "00112233445566778899aabbccddeeff0011223g",
        ])
    func `anything else is none`(text: String) {
        #expect(SeedText.parse(text) == nil)
    }
}
