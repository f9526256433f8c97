import Testing
import ToolRouter

@testable import SQLSandbox

/// Values of parameters on their way to lanes, in this process and in others.
@Suite struct LaneParameterTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.database()
    }

    private static let values: [Value] = [
        .null, .integer(.min), .real(0.1), .text(""), .text("' OR 1=1 --\u{1F980}"),
        .text(String(repeating: "é", count: 16_000)),
    ]

    @Test(arguments: [true, false])
    func `a lane binds what its pool was given, and no run sees another's values`(isProcess: Bool) async throws {
        let pool = try SandboxPool(
            path, lanes: 2, processes: isProcess ? LaneProcesses(BuiltLanes.path, judges: 1) : nil)
        let statement = try await pool.approve("SELECT :v, typeof(:v), :K", at: noon)
        #expect(statement.parameters == ["K", "v"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let value = Self.values[number % Self.values.count]
                    let result = try await pool.execute(
                        statement, with: ["v": value, "\u{212A}": .integer(Int64(number))], at: noon)
                    let row = try #require(result.rows.rows.first)
                    #expect(row[0] == value && row[2] == .integer(Int64(number)))
                }
            }
            try await group.waitForAll()
        }
        await pool.close()
    }

    @Test(arguments: [true, false])
    func `a run without the values fails, and its lane goes on`(isProcess: Bool) async throws {
        let pool = try SandboxPool(path, processes: isProcess ? LaneProcesses(BuiltLanes.path, judges: 1) : nil)
        let statement = try await pool.approve("SELECT abs(:n)", at: noon)
        for values in [[:], ["n": .blob([1])], ["n": .integer(1), "m": .null], ["n": .text("a\0")]] as [[String: Value]]
        {
            let failure = await #expect(throws: SQLFailure.self) {
                try await pool.execute(statement, with: values, at: noon)
            }
            #expect(failure?.code == .failed)
        }
        // What only shows while it runs.
        let overflow = await #expect(throws: SQLFailure.self) {
            try await pool.execute(statement, with: ["n": .integer(.min)], at: noon)
        }
        #expect(overflow?.code == .failed)
        #expect(try await pool.execute(statement, with: ["n": .integer(-4)], at: noon).rows.rows == [[.integer(4)]])
        await pool.close()
    }

    @Test func `a lane takes no values twice, no more than a statement has, and none that are cut off`() {
        func read(_ write: (inout WireWriter) -> Void) -> [String: Value]? {
            var writer = WireWriter()
            write(&writer)
            return writer.bytes.withUnsafeBytes { bytes in
                var reader = WireReader(bytes)
                return try? reader.values()
            }
        }
        let values: [String: Value] = ["a": .text("x"), "b": .null]
        #expect(read { $0.values(values, of: ["a", "b"]) } == values)
        #expect(
            read {
                $0.number(UInt32(2))
                for _ in 0..<2 {
                    $0.text("a")
                    $0.value(.null)
                }
            } == nil)
        #expect(read { $0.number(UInt32(33)) } == nil)
        #expect(read { $0.number(UInt32(1)) } == nil)
        #expect(
            read {
                $0.number(UInt32(1))
                $0.text("a")
                $0.byte(9)
            } == nil)
    }
}
