import Testing
import ToolRouter

@testable import ToolRouterFormats

/// What is sealed opens for its own key and with the same secret only, and every bit of it is as it was.
struct AnswerSealTests {
    private static let seal = AnswerSeal(secret: Array("a secret that is long enough".utf8))
    private static let nonce = [UInt8](repeating: 7, count: 12)

    private static func key(_ tenant: String, _ question: String = "q") -> CacheKey {
        CacheKey(
            owner: CacheOwner(Caller(tenant: TenantID(tenant)), scope: .tenant)!, tool: "sql",
            question: CanonicalQuestion(question, foldingCase: false), fingerprints: [], prompt: "p")
    }

    private static func answer(_ rows: [[Value]], columns: [String] = ["a"]) -> StoredAnswer {
        StoredAnswer(
            plan: Plan(tool: "sql", arguments: ["sql": .string("SELECT 1")]),
            result: .rows(ResultSet(columns: columns, rows: rows)),
            storedAt: Timestamp(nanoseconds: 1_700_000_000_123_456_789))
    }

    struct ValueRow: Sendable, CustomTestStringConvertible {
        let name: String
        let value: Value
        var testDescription: String { name }
    }

    static let values = [
        ValueRow(name: "null", value: .null),
        ValueRow(name: "zero", value: .integer(0)),
        ValueRow(name: "the smallest integer", value: .integer(.min)),
        ValueRow(name: "the largest integer", value: .integer(.max)),
        ValueRow(name: "minus zero", value: .real(-0.0)),
        ValueRow(name: "a subnormal number", value: .real(.leastNonzeroMagnitude)),
        ValueRow(name: "infinity", value: .real(.infinity)),
        ValueRow(name: "not a number, with a payload", value: .real(Double(nan: 0x1234, signaling: false))),
        ValueRow(name: "an empty text", value: .text("")),
        ValueRow(name: "a text with NUL and beyond ASCII", value: .text("a\u{0}é\u{1F600}e\u{301}")),
        ValueRow(name: "text that is not UTF-8", value: .malformedText(MalformedText([0xFF, 0xC0, 0x41])!)),
        ValueRow(name: "no bytes", value: .blob([])),
        ValueRow(name: "all bytes", value: .blob(Array(0...255))),
    ]

    @Test(arguments: values)
    func `every kind of value is the same, bit for bit`(row: ValueRow) throws {
        let key = Self.key("t")
        let sealed = Self.seal.seal(Self.answer([[row.value], [row.value]]), for: key)
        let opened = try #require(Self.seal.open(sealed, for: key))
        guard case .rows(let rows) = opened.result else { return }
        #expect(rows.columns == ["a"] && rows.rows.count == 2 && !rows.isTruncated)
        for found in rows.rows {
            switch (found[0], row.value) {
            case (.real(let found), .real(let expected)): #expect(found.bitPattern == expected.bitPattern)
            case (let found, let expected): #expect(found == expected)
            }
        }
    }

    @Test func `the plan and the times are the same`() throws {
        var answer = Self.answer([], columns: ["x", "x", ""])
        answer.plan = Plan(
            tool: "rest",
            arguments: [
                "a": .list([.null, .bool(true), .number("1e400"), .object(["é": .string("\u{0}")])]), "b": .bool(false),
            ], confidence: Ratio(millionths: 930_001))
        answer.load = .microseconds(1_234)
        answer.validUntil = Timestamp(nanoseconds: .max)
        let key = Self.key("t")
        let opened = try #require(Self.seal.open(Self.seal.seal(answer, for: key), for: key))
        #expect(opened.plan == answer.plan && opened.storedAt == answer.storedAt)
        #expect(opened.load == answer.load && opened.validUntil == answer.validUntil)
        guard case .rows(let rows) = opened.result else { return }
        #expect(rows == ResultSet(columns: ["x", "x", ""], rows: []))
    }

    @Test func `any bit that is turned, and any byte that is cut off or added, keeps it shut`() {
        let key = Self.key("t")
        let sealed = Self.seal.seal(Self.answer([[.text("row")]]), for: key)
        for bit in 0..<sealed.count * 8 {
            var turned = sealed
            turned[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Self.seal.open(turned, for: key) == nil, "bit \(bit)")
        }
        for count in sealed.indices {
            #expect(Self.seal.open(Array(sealed[..<count]), for: key) == nil, "\(count) bytes")
        }
        #expect(Self.seal.open(sealed + [0], for: key) == nil)
    }

    @Test func `it opens for nobody else`() {
        let sealed = Self.seal.seal(Self.answer([[.integer(1)]]), for: Self.key("t"))
        #expect(Self.seal.open(sealed, for: Self.key("u")) == nil, "another tenant")
        #expect(Self.seal.open(sealed, for: Self.key("t", "r")) == nil, "another question")
        let other = AnswerSeal(secret: Array("another secret, long enough".utf8))
        #expect(other.open(sealed, for: Self.key("t")) == nil, "another secret")
        #expect(other.name(of: Self.key("t")) != Self.seal.name(of: Self.key("t")))
    }

    @Test func `with the same nonce the bytes are the same, and else they are not`() {
        let (answer, key) = (Self.answer([[.integer(1)]]), Self.key("t"))
        let bytes = Self.seal.seal(answer, for: key, nonce: Self.nonce)
        #expect(bytes == Self.seal.seal(answer, for: key, nonce: Self.nonce))
        #expect(Self.seal.seal(answer, for: key) != Self.seal.seal(answer, for: key))
        // The form that is out there: whoever changes it raises the version.
        #expect(bytes.count - AnswerSeal.overhead == 73 && bytes[0] == 1)
    }

    @Test func `sealed or not, a text of the answer is nowhere to be read`() {
        let secret = "SELECT card FROM customers"
        var answer = Self.answer([[.text("4111-1111")]])
        answer.plan.arguments = ["sql": .string(secret)]
        let bytes = Self.seal.seal(answer, for: Self.key("t"))
        for text in [secret, "4111-1111"] {
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: Array(text.utf8)) })
        }
    }
}
