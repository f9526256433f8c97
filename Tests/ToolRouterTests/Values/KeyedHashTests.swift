import Testing
import ToolRouter

@Suite struct KeyedHashTests {
    /// The first rows of `vectors_sip128` in the reference implementation: key 00 01 … 0f, input 00 01 02 ….
    static let vectors: [(length: UInt8, digest: [UInt8])] = [
        (0, [0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02, 0x93]),
        (1, [0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44, 0x34, 0x76, 0x59, 0x11, 0x9b, 0x22, 0xfc, 0x45]),
    ]

    @Test(arguments: vectors.indices)
    func `it is SipHash`(index: Int) {
        let (length, digest) = Self.vectors[index]
        var hash = KeyedHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        for byte in 0..<length { hash.add(byte) }
        let (low, high) = hash.finalize()
        let bytes = [low, high].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
        #expect(bytes == digest)
    }

    @Test func `where one text ends and the next begins matters`() {
        func hash(_ parts: String...) -> [UInt64] {
            var hash = KeyedHash(key: (1, 2))
            for part in parts { hash.add(part) }
            let (low, high) = hash.finalize()
            return [low, high]
        }
        #expect(hash("ab", "c") != hash("a", "bc"))
        #expect(hash("ab") != hash("ab", ""))
        #expect(hash("ab", "c") == hash("ab", "c"))
    }
}
