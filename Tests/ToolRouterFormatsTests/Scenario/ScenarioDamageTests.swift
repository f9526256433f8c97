import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

struct ScenarioDamageTests {
    /// How: a few bytes of a good file are replaced, removed or added, the same ones each time.
    @Test func `a damaged file is read or refused, and nothing worse`() throws {
        let bytes = Array(ScenarioOnDisk.complete.utf8)
        let noise = Array("\u{0}\t\n\r \"'#%&*,-./0:<>?@[]`{|}~\u{85}é".utf8) + [0xFF]
        let draw = KeyedDraw(seed: 1)
        var refused = 0
        for round in 0..<300 {
            func number(below bound: Int, _ purpose: String, _ step: Int) -> Int {
                Int(draw.number(below: UInt64(bound), purpose, "\(round)", occurrence: UInt64(step)))
            }
            var damaged = bytes
            for step in 0...number(below: 4, "steps", 0) {
                let start = number(below: damaged.count, "start", step)
                let end = min(damaged.count, start + number(below: 6, "length", step))
                let added = (0..<number(below: 3, "added", step)).map { index in
                    noise[number(below: noise.count, "noise \(step)", index)]
                }
                damaged.replaceSubrange(start..<end, with: added)
            }
            if try ScenarioOnDisk(yaml: Data(damaged)).fault() != nil { refused += 1 }
        }
        // Some damage is to comments and texts, which may be anything.
        #expect((200..<300).contains(refused))
    }
}
