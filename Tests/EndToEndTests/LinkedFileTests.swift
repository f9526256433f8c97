import Foundation
import Testing

/// Databases and their folders behind links.
@Suite struct LinkedFileTests {
    /// A scenario whose database lies elsewhere, and the way there.
    struct Way: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What scenario.yaml names.
        var named = "shop.sqlite"
        /// The links: their places, from the scenario's folder, and what they say.
        let links: [(place: String, target: String)]
        /// Where the database is, from the scenario's folder.
        var real = "store/real.sqlite"
        /// Whether a link leads out of the scenario's folder.
        var leadsOut = false
    }

    static let ways = [
        Way(testDescription: "a link to a file", links: [("shop.sqlite", "store/real.sqlite")]),
        Way(
            testDescription: "a link to a link",
            links: [("shop.sqlite", "next.sqlite"), ("next.sqlite", "store/real.sqlite")]),
        Way(testDescription: "a linked folder on the way", named: "data/real.sqlite", links: [("data", "store")]),
        Way(
            testDescription: "a name that no database has, as git-annex gives",
            links: [("shop.sqlite", "store/SHA256E-s8192")],
            real: "store/SHA256E-s8192"),
        Way(
            testDescription: "a file elsewhere", links: [("shop.sqlite", "../../elsewhere/real.sqlite")],
            real: "../../elsewhere/real.sqlite", leadsOut: true),
        Way(
            testDescription: "a folder elsewhere", named: "data/real.sqlite", links: [("data", "../../elsewhere")],
            real: "../../elsewhere/real.sqlite", leadsOut: true),
    ]

    @Test(arguments: ways)
    func `a database behind a link is served`(_ way: Way) throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = Array(shop.requests.prefix(1))
        try shop.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "shop.sql", way.named)
        try workplace.folder.write("", to: "replays/shop/" + way.real)
        let writer = PlainSQLite(workplace.folder.file("replays/shop/" + way.real), isWritable: true)
        try #require(writer.execute(Shop.database))
        for (place, target) in way.links {
            try FileManager.default.createSymbolicLink(
                atPath: workplace.folder.file("replays/shop/" + place), withDestinationPath: target)
        }
        let check = try workplace.run("check")
        #expect(check.code == 0, "\(check.errors)")
        #expect(check.text.contains("\(way.named) leads out of the scenario's folder, to ") == way.leadsOut)
        let run = try workplace.run("replay")
        #expect(run.code == 3, "\(run.errors)")
        #expect(try workplace.answers("reports/shop/answers.jsonl")["r-1"]?.outcome == "answered")
        #expect(try workplace.run("explain", "shop", "r-1").code == 0)
    }

    @Test(arguments: ["a pipe", "a device", "a folder", "nothing"])
    func `what is no file stays refused behind a link`(_ kind: String) throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "shop.sql", "shop.sqlite")
        let target = workplace.folder.file("target")
        switch kind {
        case "a pipe": try #require(mkfifo(target, 0o600) == 0)
        case "a folder": try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        default: break
        }
        try FileManager.default.createSymbolicLink(
            atPath: workplace.folder.file("replays/shop/shop.sqlite"),
            withDestinationPath: kind == "a device" ? "/dev/zero" : target)
        #expect(try workplace.run("check").code == 65)
        #expect(try workplace.run("replay").code == 65)
    }
}
