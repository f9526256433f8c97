import Foundation
import Testing
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats
import ToolRouterReplay

/// A setting is changed in memory while schedules are tried, and in a file once one is kept: both must mean the same.
@Suite struct SettingChangeTests {
    @Test(arguments: ShippedScenarios.names)
    func `each value of each setting is the same in memory and in the file`(name: String) throws {
        let path = ShippedScenarios.path(name)
        let subject = try ChaosSubject(path: path)
        let file = try ConfigurationNode(yamlFile: path + "/scenario.yaml", kind: "a scenario file")
        for knob in SettingKnobs.all {
            for value in knob.values {
                let change = SettingChange(key: knob.key, value: value.text)
                var schedule = subject.ownSchedule
                schedule.changes = [change]
                let inMemory = subject.scenario(as: schedule).settings
                let inFile = try settings(change.applied(to: file), in: path)
                #expect(Dump(inMemory.router).lines == Dump(inFile.router).lines, "\(change)")
                #expect(inMemory.cache == inFile.cache, "\(change)")
                #expect(
                    Dump(inMemory.shadows).lines == Dump(inFile.shadows.filter { !$0.isSelfNoise }).lines, "\(change)")
            }
        }
    }

    private func settings(_ file: ConfigurationNode, in folder: String) throws -> RouterSettings {
        try RouterSettings(
            ConfigurationSection(file),
            in: ConfigurationFolder(URL(filePath: folder, directoryHint: .isDirectory), called: "the folder"),
            besides: ["duration"])
    }
}

/// Everything that is in a value, one line each, in an order of its own where it has none.
private struct Dump {
    private(set) var lines: [String] = []

    init(_ value: Any) {
        add(value, "")
        lines.sort()
    }

    private mutating func add(_ value: Any, _ path: String) {
        let mirror = Mirror(reflecting: value)
        if mirror.children.isEmpty {
            lines.append("\(path)=\(value)")
            return
        }
        if mirror.displayStyle == .dictionary || mirror.displayStyle == .set {
            for child in mirror.children {
                let parts = Mirror(reflecting: child.value).children.map(\.value)
                let key = "\(parts.first ?? child.value)"
                add(parts.last ?? child.value, "\(path)[\(key)]")
            }
            return
        }
        for (number, child) in mirror.children.enumerated() {
            add(child.value, "\(path).\(child.label ?? "\(number)")")
        }
    }
}
