import Testing
import ToolRouter

struct WaitingWordsTests {
    @Test(
        arguments: [
            (.zero, "0 ms"), (.microseconds(1), "1 ms"), (.milliseconds(59_999), "59999 ms"), (.seconds(60), "1 min"),
            (.milliseconds(60_001), "1 min 1 s"), (.seconds(3_599), "59 min 59 s"), (.milliseconds(3_599_001), "1 h"),
            (.seconds(3_601), "1 h 1 min"), (.seconds(52_320), "14 h 32 min"), (.seconds(86_399), "1 day"),
            (.seconds(90_001), "1 day 2 h"), (.seconds(30 * 86_400 + 1), "30 days 1 h"),
        ] as [(Duration, String)])
    func `a wait is told in units that people know, and never too short`(wait: Duration, words: String) {
        #expect(wait.waitingWords == words)
    }
}
