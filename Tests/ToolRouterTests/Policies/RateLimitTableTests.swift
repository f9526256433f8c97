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

    /// The table against a dictionary: how homes lie, growing and forgetting lose no active key and change no moment.
    @Test(arguments: [("spread", spread), ("clustered", clustered)] as [(String, @Sendable (UInt64) -> RateLimitKey)])
    func `an active key is found with its moment, whatever was forgotten`(
        row: (name: String, key: @Sendable (UInt64) -> RateLimitKey)
    ) {
        var table = RateLimitTable(capacity: 400)
        var moments: [UInt64: Int64] = [:]
        let draw = KeyedDraw(seed: 7)
        for step in UInt64(0)..<30_000 {
            let now = Int64(step)
            let number = draw.number(below: 600, "key", "", occurrence: step)
            let moment = now + Int64(draw.number(below: 900, "moment", "", occurrence: step))
            table.forgetIdle(at: now, looks: 4)
            if let place = table.place(of: row.key(number)) {
                #expect(table[place] == moments[number], "step \(step)")
                table[place] = moment
                moments[number] = moment
            } else {
                #expect((moments[number] ?? .min) <= now, "step \(step): an active key is gone")
                if !table.isFull(for: 1) {
                    table.insert(row.key(number), moment)
                    moments[number] = moment
                } else {
                    moments[number] = nil
                }
            }
            #expect(table.count <= 400 && table.bytes <= RateLimitTable.memoryBound(keys: 400))
        }
        for (number, moment) in moments where moment > 30_000 {
            #expect(table.place(of: row.key(number)).map { table[$0] } == moment)
        }
    }

    @Test func `the bound on memory holds at every size, and is nearly reached`() {
        var table = RateLimitTable(capacity: .max)
        var closest = Int.max
        for number in UInt64(1)...200_000 {
            table.insert(Self.spread(number), 1)
            let slack = RateLimitTable.memoryBound(keys: Int(number)) - table.bytes
            #expect(slack >= 0, "\(number) keys")
            closest = min(closest, slack)
        }
        #expect(closest < 200)
    }
}
