import Synchronization

@testable import ToolRouterServer

/// A Redis in memory, as far as a store of answers needs one; a test may spoil what it says.
final class RedisInMemory: RedisCommanding {
    struct State {
        var values: [[UInt8]: [UInt8]] = [:]
        var commands: [[String]] = []
        /// What is said instead of the next replies.
        var script: [Result<[RedisReply], RedisFailure>] = []
    }

    let state = Mutex(State())

    func send(_ commands: [RedisCommand]) async -> Result<[RedisReply], RedisFailure> {
        state.withLock { state in
            state.commands += commands.map { command in command.words.map { String(decoding: $0, as: UTF8.self) } }
            if !state.script.isEmpty { return state.script.removeFirst() }
            return .success(commands.map { Self.reply(to: $0.words, &state.values) })
        }
    }

    private static func reply(to words: [[UInt8]], _ values: inout [[UInt8]: [UInt8]]) -> RedisReply {
        switch String(decoding: words[0], as: UTF8.self) {
        case "GETRANGE":
            let end = Int(String(decoding: words[3], as: UTF8.self)) ?? 0
            return .bytes(Array((values[words[1]] ?? []).prefix(end + 1)))
        case "SET":
            values[words[1]] = words[2]
            return .status("OK")
        case "UNLINK": return .integer(values.removeValue(forKey: words[1]) == nil ? 0 : 1)
        default: return .error("ERR unknown command")
        }
    }
}
