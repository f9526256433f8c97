import Testing

@testable import ToolRouter

@Suite struct RateLimitTableTests {
    /// Hashes whose homes lie together at both ends of the table, so that chains of slots form and go round its end.
    private static func clustered(_ number: UInt64) -> RateLimitKey {
        let spread = KeyedDraw(seed: 5).number("", "", occurrence: number) >> 5
        return RateLimitKey(low: number.isMultiple(of: 2) ? spread : UInt64.max - spread, high: number)
    }

    private static func spread(_ number: UInt64) -> RateLimitKey {
        RateLimitKey(low: KeyedDraw(seed: 6).number("", "", occurrence: number), high: number)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let key: @Sendable (UInt64) -> RateLimitKey
        let capacity: Int
        /// The keys that come, and for how many steps one of them is active at most.
        let keys: UInt64
        let life: UInt64
    }

    static let rows = [
        Row(testDescription: "spread", key: spread, capacity: 400, keys: 600, life: 900),
        Row(testDescription: "clustered", key: clustered, capacity: 400, keys: 600, life: 900),
        Row(testDescription: "spread, several segments", key: spread, capacity: 5_000, keys: 6_000, life: 50_000),
        Row(testDescription: "clustered, several segments", key: clustered, capacity: 5_000, keys: 6_000, life: 50_000),
    ]

    /// The table against a dictionary: how homes lie, growing and forgetting lose no active key and change no moment.
    @Test(arguments: rows)
    func `an active key is found with its moment, whatever was forgotten`(row: Row) {
        var table = RateLimitTable(capacity: row.capacity)
        var moments: [UInt64: Int64] = [:]
        let draw = KeyedDraw(seed: 7)
        for step in UInt64(0)..<30_000 {
            let now = Int64(step)
            let number = draw.number(below: row.keys, "key", "", occurrence: step)
            let moment = now + Int64(draw.number(below: row.life, "moment", "", occurrence: step))
            table.forgetIdle(at: now, looks: 4)
            if let place = table.place(of: row.key(number)) {
                #expect(table[place] == moments[number], "step \(step)")
                table[place] = moment
                moments[number] = moment
            } else {
                #expect((moments[number] ?? .min) <= now, "step \(step): an active key is gone")
                if table.hasRoom(for: row.key(number)) {
                    table.insert(row.key(number), moment)
                    moments[number] = moment
                } else {
                    #expect(table.isFull)
                    moments[number] = nil
                }
            }
            #expect(table.count <= row.capacity && table.bytes <= RateLimitTable.memoryBound(keys: row.capacity))
        }
        for (number, moment) in moments where moment > 30_000 {
            #expect(table.place(of: row.key(number)).map { table[$0] } == moment)
        }
    }

    @Test(arguments: [0, 1, 2, 15, 1_364, 1_365, 1_366, 2_730, 2_731, 5_000, 100_000])
    func `all keys of the capacity have room, within a bound of 37 bytes each and 400 besides`(capacity: Int) {
        var table = RateLimitTable(capacity: capacity)
        let bound = RateLimitTable.memoryBound(keys: capacity)
        #expect(bound <= 37 * capacity + 400)
        for number in UInt64(0)..<UInt64(capacity) {
            #expect(table.hasRoom(for: Self.spread(number)), "\(number) keys")
            table.insert(Self.spread(number), 1)
            #expect(table.bytes <= bound, "\(number) keys")
        }
        #expect(table.isFull && table.count == capacity)
        #expect(!table.hasRoom(for: Self.spread(.max)))
    }

    /// What one operation has to move at most shows in what the table grows by.
    @Test func `it grows by one small segment at a time`() {
        var table = RateLimitTable(capacity: .max)
        var former = table.bytes
        for number in UInt64(0)..<50_000 {
            table.insert(Self.spread(number), 1)
            #expect(table.bytes - former <= 2_048 * 24 + 8, "\(number) keys")
            former = table.bytes
        }
        #expect(table.count == 50_000)
    }

    @Test func `keys that are no hashes find no room, and end nothing`() {
        var table = RateLimitTable(capacity: 100_000)
        func alike(_ number: UInt64) -> RateLimitKey { RateLimitKey(low: 0, high: number) }
        var held = UInt64(0)
        while held < 100_000, table.hasRoom(for: alike(held)) {
            table.insert(alike(held), 1)
            held += 1
        }
        #expect((1_000..<2_048).contains(held))
        #expect((0..<held).allSatisfy { table.place(of: alike($0)) != nil })
        #expect(table.place(of: alike(held)) == nil)
        #expect(table.hasRoom(for: RateLimitKey(low: 1, high: 0)))
    }

    @Test func `a look forgets one key at most`() {
        var table = RateLimitTable(capacity: 1_000)
        for number in UInt64(0)..<1_000 { table.insert(Self.spread(number), 1) }
        for _ in 0..<4_000 {
            let former = table.count
            table.forgetIdle(at: 1, looks: 1)
            #expect(former - table.count <= 1)
        }
        #expect(table.count == 0)
    }
}
