import Synchronization

@testable import ToolRouterServer

/// Says to each command what it was told to say, one after the other, and keeps what it was asked.
final class ScriptedReplies: RedisCommanding {
    private struct State {
        var replies: [Result<[RedisReply], RedisFailure>]
        var asked: [[String]] = []
    }

    private let state: Mutex<State>

    init(_ replies: [Result<[RedisReply], RedisFailure>]) {
        state = Mutex(State(replies: replies))
    }

    /// The words of each command that came.
    var asked: [[String]] { state.withLock { $0.asked } }

    func send(_ commands: [RedisCommand]) async -> Result<[RedisReply], RedisFailure> {
        state.withLock { state in
            state.asked += commands.map { command in command.words.map { String(decoding: $0, as: UTF8.self) } }
            return state.replies.isEmpty ? .failure(.disconnected) : state.replies.removeFirst()
        }
    }
}
