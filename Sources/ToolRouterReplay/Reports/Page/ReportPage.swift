import Crypto
import Foundation
package import ToolRouterFormats

/// `report.html`: one file with its own style and script, and the run as JSON, which the script draws when it is looked at.
///
/// Nothing of the run is markup: its JSON stands in a block that is never executed, `<` escaped, and the script sets it as text. The
/// security policy allows the one style and the one script by their SHA-256, and nothing from anywhere else.
package enum ReportPage {
    /// The name of the file, in the folder of the reports.
    package static let file = "report.html"
    /// The largest page, in bytes.
    package static let largest = 10_485_760
    /// What is left of it for style, script and markup.
    private static let frame = 200_000
    /// The most bytes of all figures, and of all timelines. Scenarios behind them are listed with their verdict.
    private static let mostFigures = 3_000_000

    /// Makes the page of a finished run of what lies in the folder of its reports.
    package static func write(in reports: String) throws(FileError) {
        let head = try ReportHead(path: "\(reports)/\(ReportHead.file)")
        let paths = head.scenarios.map { "\(reports)/\($0)/\(ReportSection.file)" }
        let sizes = paths.map { path in
            ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
        }
        var sections: [ReportSection] = []
        for (path, share) in zip(paths, Share.of(largest - frame, among: sizes)) {
            sections.append(try ReportSection.read(path: path, room: share))
        }
        try write(head, sections, to: "\(reports)/\(file)")
    }

    /// Makes a page of what is at hand.
    package static func write(_ head: ReportHead, _ sections: [ReportSection], to path: String) throws(FileError) {
        let file = try OutputFile(path: path, option: Workspace.reportsOption)
        try file.write(assembled(data(head, sections)))
        try file.finish()
    }

    /// The run as JSON, of at most so many bytes that the page is no larger than it may be.
    private static func data(_ head: ReportHead, _ sections: [ReportSection]) -> [UInt8] {
        // Figures first, then timelines, then requests: what has no room is counted.
        var (figures, timelines) = (mostFigures - size(of: head.json), mostFigures)
        var shown: [(section: ReportSection, timeline: [UInt8])] = []
        for section in sections {
            figures -= size(of: section.head)
            guard figures >= 0 else { break }
            timelines -= size(of: section.timeline)
            shown.append((section, timelines >= 0 ? section.timeline : Array("null".utf8)))
        }
        var room = largest - frame - size(of: head.json)
        for (section, timeline) in shown { room -= size(of: section.head) + size(of: timeline) + 60 }
        let shares = Share.of(
            max(0, room), among: shown.map { $0.section.cases.reduce(0) { $0 + size(of: $1) } })
        var data: [UInt8] = Array("{\"run\":".utf8)
        append(head.json, to: &data)
        data += Array(",\"sections\":[".utf8)
        for (place, (section, timeline)) in shown.enumerated() {
            data += Array((place > 0 ? ",{\"head\":" : "{\"head\":").utf8)
            append(section.head, to: &data)
            data += Array(",\"timeline\":".utf8)
            append(timeline, to: &data)
            data += Array(",\"cases\":[".utf8)
            var (beyond, left) = (section.beyond, shares[place])
            for (number, line) in section.cases.enumerated() {
                left -= size(of: line)
                guard left >= 0 else {
                    beyond += section.cases.count - number
                    break
                }
                if number > 0 { data.append(UInt8(ascii: ",")) }
                append(line, to: &data)
            }
            data += Array("],\"beyond\":\(beyond)}".utf8)
        }
        return data + Array("]}".utf8)
    }

    /// The bytes that JSON takes in the page, with a comma.
    static func size(of json: [UInt8]) -> Int {
        var size = json.count + 1
        forEachPiece(of: json) { _, isEscaped in size += isEscaped ? escaped.count - 1 : 0 }
        return size
    }

    /// What stands for `<`, which occurs in texts only.
    private static let escaped = Array("\\u003c".utf8)

    /// Adds JSON in which no `<` is.
    private static func append(_ json: [UInt8], to data: inout [UInt8]) {
        forEachPiece(of: json) { piece, isEscaped in
            data.append(contentsOf: piece)
            if isEscaped { data.append(contentsOf: escaped) }
        }
    }

    /// Calls `take` with each stretch without `<`, and whether one follows.
    private static func forEachPiece(of json: [UInt8], _ take: (UnsafeRawBufferPointer, Bool) -> Void) {
        json.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty, let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress {
                guard let found = memchr(base, Int32(UInt8(ascii: "<")), rest.count) else {
                    return take(UnsafeRawBufferPointer(rebasing: rest), false)
                }
                let length = UnsafeRawPointer(found) - base
                take(UnsafeRawBufferPointer(rebasing: rest.prefix(length)), true)
                rest = rest.dropFirst(length + 1)
            }
        }
    }

    private static func assembled(_ data: [UInt8]) -> [UInt8] {
        let (style, script) = (PackageResources.report_css, PackageResources.report_js)
        var page: [UInt8] = []
        var rest = PackageResources.report_html[...]
        let parts: [(mark: String, bytes: [UInt8])] = [
            ("{{policy}}", Array(policy(style, script).utf8)), ("{{style}}", style), ("{{data}}", data),
            ("{{script}}", script),
        ]
        for part in parts {
            guard let place = rest.firstRange(of: Array(part.mark.utf8)) else {
                preconditionFailure("report.html lacks \(part.mark), or has it at the wrong place")
            }
            page += rest[..<place.lowerBound] + part.bytes
            rest = rest[place.upperBound...]
        }
        return page + rest
    }

    /// The security policy (Content Security Policy Level 3, section 2.3.1).
    private static func policy(_ style: [UInt8], _ script: [UInt8]) -> String {
        func source(_ bytes: [UInt8]) -> String {
            "'sha256-\(Data(SHA256.hash(data: bytes)).base64EncodedString())'"
        }
        return "default-src 'none'; style-src \(source(style)); script-src \(source(script)); img-src data:; "
            + "base-uri 'none'; form-action 'none'"
    }
}

/// Room that is shared.
enum Share {
    /// What each may take of `room`: what it wants, or as much as every other that wants more.
    static func of(_ room: Int, among wishes: [Int]) -> [Int] {
        var shares = wishes
        var left = room
        for (rank, place) in wishes.indices.sorted(by: { (wishes[$0], $0) < (wishes[$1], $1) }).enumerated() {
            shares[place] = min(wishes[place], left / (wishes.count - rank))
            left -= shares[place]
        }
        return shares
    }
}
