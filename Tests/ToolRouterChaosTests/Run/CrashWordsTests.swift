import Testing
import ToolRouterChaos

@Suite struct CrashWordsTests {
    private static let backtrace = """
        ToolRouterChaos/Odds.swift:36: Fatal error: no odds of -1

        *** Signal 4: Backtracing from 0x7ff9d90f9361... done ***

        *** Program crashed: Illegal instruction at 0x00007ff9d90f9361 ***

        Thread 2 crashed:

          0                  0x00007ff9d90f9361 _assertionFailure(_:_:file:line:flags:) + 225 in libswiftCore.so
          1 [ra]             0x000055f64a37a456 Odds.draw(_:) + 229 in toolrouter at /srv/build/Sources/A/Odds.swift:36:26
          2 [ra] [thunk]     0x000055f64a37a699 protocol witness for Odds + 8 in toolrouter at //<compiler-generated>
          3 [async]          0x000055f64a706b50 closure #1 in Feed.ask(_:) in toolrouter at /home/me/My Work/Feed.swift:71

        Backtrace took 3.44s

        """

    struct End: CustomTestStringConvertible, Sendable {
        let name: String
        let signal: Int32?
        let said: String
        let words: String

        var testDescription: String { name }
    }

    private static let ends = [
        End(
            name: "a trap with its backtrace", signal: 4, said: backtrace,
            words:
                "SIGILL: Fatal error: no odds of -1 / Odds.draw(_:) (Odds.swift:36) / closure #1 in Feed.ask(_:) (Feed.swift:71)"
        ),
        End(name: "no memory", signal: 9, said: "", words: "SIGKILL"),
        End(name: "a signal without a name of ours", signal: 40, said: "", words: "signal 40"),
        End(name: "an end of its own", signal: nil, said: "what\never\n", words: "exit code 3"),
    ]

    @Test(arguments: ends)
    func `a crash is told without paths, addresses and times`(_ end: End) {
        #expect(CrashWords.words(signal: end.signal, code: 3, said: end.said) == end.words)
    }
}
