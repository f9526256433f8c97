import Testing
import ToolRouterChaos

@Suite struct ScheduleDealerTests {
    @Test func `a worker gets a few numbers, and another one for each that it brings back`() {
        var dealer = ScheduleDealer<String>(0..<10, held: 3, lead: 100)
        #expect(dealer.deal(to: 0) == [0, 1, 2])
        #expect(dealer.deal(to: 1) == [3, 4, 5])
        #expect(dealer.deal(to: 0) == [])
        dealer.finish(0, by: 0, "a")
        #expect(dealer.deal(to: 0) == [6])
    }

    @Test func `results are taken in the order of their numbers, whatever order they come in`() {
        var dealer = ScheduleDealer<String>(0..<4, held: 2)
        _ = dealer.deal(to: 0)
        _ = dealer.deal(to: 1)
        dealer.finish(2, by: 1, "c")
        dealer.finish(1, by: 0, "b")
        #expect(dealer.take() == nil && dealer.early == 2)
        dealer.finish(0, by: 0, "a")
        #expect((0..<3).map { _ in dealer.take()?.result } == ["a", "b", "c"])
        #expect(!dealer.isDone && dealer.take() == nil)
        dealer.finish(3, by: 1, "d")
        #expect(dealer.take()?.number == 3)
        #expect(dealer.isDone)
    }

    @Test func `nobody runs further ahead of a missing result than the lead allows`() {
        var dealer = ScheduleDealer<String>(0..<100, held: 2, lead: 6)
        #expect(dealer.deal(to: 0) == [0, 1])
        var dealt: [Int] = []
        while case let numbers = dealer.deal(to: 1), !numbers.isEmpty {
            dealt += numbers
            for number in numbers { dealer.finish(number, by: 1, "") }
        }
        #expect(dealt == [2, 3, 4, 5] && dealer.early == 4 && !dealer.hasMore)
        dealer.finish(0, by: 0, "")
        _ = dealer.take()
        #expect(dealer.deal(to: 1) == [6])
    }

    @Test func `what a lost worker had goes to others, the least number first`() {
        var dealer = ScheduleDealer<String>(0..<20, held: 3)
        _ = dealer.deal(to: 0)
        _ = dealer.deal(to: 1)
        dealer.finish(3, by: 1, "the schedule that ended it")
        dealer.lose(1)
        dealer.lose(0)
        #expect(!dealer.isBusy(0) && !dealer.isBusy(1))
        #expect(dealer.deal(to: 2) == [0, 1, 2])
        #expect(dealer.deal(to: 1) == [4, 5, 6])
    }

    @Test func `a run that is stopped ends with what was dealt, what was lost of that included`() {
        var dealer = ScheduleDealer<String>(0..<Int.max, held: 2)
        _ = dealer.deal(to: 0)
        _ = dealer.deal(to: 1)
        dealer.stop()
        dealer.lose(0)
        #expect(dealer.end == 4)
        #expect(dealer.deal(to: 1) == [] && dealer.hasMore)
        for number in [2, 3] { dealer.finish(number, by: 1, "") }
        #expect(dealer.deal(to: 1) == [0, 1])
        for number in [0, 1] { dealer.finish(number, by: 1, "") }
        while dealer.take() != nil {}
        #expect(dealer.isDone)
    }

    @Test func `a result that comes twice, or of another run, is passed over`() {
        var dealer = ScheduleDealer<String>(5..<7)
        _ = dealer.deal(to: 0)
        dealer.finish(5, by: 0, "first")
        #expect(dealer.take()?.result == "first")
        dealer.finish(5, by: 0, "second")
        dealer.finish(7, by: 0, "beyond")
        #expect(dealer.early == 0)
    }

    /// However many workers there are and in whatever order they bring results, what is folded is the same.
    @Test(arguments: [1, 2, 3, 8])
    func `the fold is the same for any number of workers`(_ workers: Int) {
        var dealer = ScheduleDealer<Int>(0..<500, held: 4, lead: 32)
        var hands: [[Int]] = Array(repeating: [], count: workers)
        var folded: [Int] = []
        var draw: UInt64 = 7
        while !dealer.isDone {
            for worker in hands.indices { hands[worker] += dealer.deal(to: worker) }
            draw = draw &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let worker = Int(draw >> 33) % workers
            guard !hands[worker].isEmpty else { continue }
            if draw >> 60 == 0 {
                dealer.lose(worker)
                hands[worker] = []
                continue
            }
            let number = hands[worker].removeFirst()
            dealer.finish(number, by: worker, number)
            #expect(dealer.early <= 32)
            while let (number, result) = dealer.take() {
                #expect(number == result)
                folded.append(number)
            }
        }
        #expect(folded == Array(0..<500))
    }
}
