import Foundation
import ToolRouter
package import ToolRouterFormats
package import ToolRouterReplay

extension ReplayTest.Goldens {
    /// Those of `scenario`: what was accepted, else what was answered when its traffic was recorded; nil where there is neither.
    package init?(of scenario: Scenario, _ workspace: Workspace) throws {
        let path = workspace.goldenAnswers(scenario.name)
        var answers: [RequestID: AnswerRecord] = [:]
        if FileManager.default.fileExists(atPath: path) {
            let reader = try GoldenReader(path: path, of: scenario.name)
            while let record = try reader.next() { answers[record.id] = record }
            self.init(header: reader.header, answers: answers)
            return
        }
        for path in scenario.traffic {
            guard let header = try RecordingReader(path: path).header.golden else { continue }
            let traffic = try Traffic(scenario)
            while let exchange = try traffic.next()?.exchange {
                if let answered = exchange.answered { answers[exchange.id] = answered }
            }
            self.init(header: header, answers: answers)
            return
        }
        return nil
    }
}
